import Type from 'typebox';

/** What the schema allows, or null. */
export function nullable<T extends Type.TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}
