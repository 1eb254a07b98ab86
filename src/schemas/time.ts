import Type from 'typebox';

/** A moment, as text; `description` says of what. */
export function time(description: string) {
  return Type.String({ format: 'date-time', description: `${description}; ISO 8601, UTC` });
}
