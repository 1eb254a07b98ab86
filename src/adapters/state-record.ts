/** What is wrong with a record, in a sentence. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

/**
 * Reads a record.json. `id` is the name of its directory; `owner` says whose record it is, for the message: "instance".
 * @throws UnreadableRecord where it is no JSON, of another version, of another owner or not of the right shape
 */
export function readStateRecord<Content extends { id: string }>(
  text: string,
  id: string,
  owner: string,
  validator: {
    Check(value: unknown): value is Content;
    Errors(value: unknown): { instancePath: string; message: string }[];
  },
): Content {
  const value = parseJson(text);
  if (isObject(value) && typeof value.version === 'number' && value.version > 1) {
    throw new UnreadableRecord(`it was written by a newer Trame Manager (layout ${value.version})`);
  }
  if (!validator.Check(value)) {
    const first = validator.Errors(value)[0];
    throw new UnreadableRecord(`${first?.instancePath || 'it'} ${first?.message ?? 'is not valid'}`);
  }
  if (value.id !== id) throw new UnreadableRecord(`it belongs to another ${owner}`);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableRecord('it is not valid JSON', { cause: error });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
