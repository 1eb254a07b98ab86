/** What is wrong with a record, in a sentence. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

/** How one kind of record is laid out, now and before. */
export interface RecordLayout<Content> {
  /** Whose record it is, for messages: "instance". */
  owner: string;
  /** The version that is written. */
  version: number;
  /** What turns a record of version n into one of version n + 1, by n. */
  upgrades: Record<number, (older: Record<string, unknown>) => Record<string, unknown>>;
  /** Made from its schema when the first record is read: that takes a good part of a start. */
  validator: () => {
    Check(value: unknown): value is Content;
    Errors(value: unknown): { instancePath: string; message: string }[];
  };
  /** What stands for fields that a newer version left out or wrote otherwise. */
  blank(id: string): Content;
}

/** `newer`: the version of a record that a newer Trame Manager wrote, of which only this much is understood; null otherwise. */
export interface ReadRecord<Content> {
  record: Content;
  newer: number | null;
}

/**
 * Reads a record.json. `id` is the name of its directory. One of an older version is brought up to date in memory.
 * @throws UnreadableRecord where it is no JSON, of another owner or not of the right shape
 */
export function readStateRecord<Content extends { id: string }>(
  text: string,
  id: string,
  layout: RecordLayout<Content>,
): ReadRecord<Content> {
  const { owner, version } = layout;
  const value = parseJson(text);
  if (!isObject(value)) throw new UnreadableRecord('it is no record');
  if (value.id !== id) throw new UnreadableRecord(`it belongs to another ${owner}`);
  if (typeof value.version === 'number' && value.version > version) {
    return { record: understood(value, id, layout), newer: value.version };
  }
  const current = upgrade(value, layout);
  const validator = layout.validator();
  if (!validator.Check(current)) {
    const first = validator.Errors(current)[0];
    throw new UnreadableRecord(`${first?.instancePath || 'it'} ${first?.message ?? 'is not valid'}`);
  }
  return { record: current, newer: null };
}

function upgrade(
  value: Record<string, unknown>,
  { version, upgrades }: Pick<RecordLayout<unknown>, 'version' | 'upgrades'>,
): unknown {
  let current = value;
  while (typeof current.version === 'number' && current.version < version) {
    const step = upgrades[current.version];
    if (step === undefined) throw new UnreadableRecord(`its layout ${current.version} is not known`);
    current = { ...step(current), version: current.version + 1 };
  }
  return current;
}

/** The fields that mean the same as far as their shape tells. */
function understood<Content extends object>(
  value: Record<string, unknown>,
  id: string,
  layout: RecordLayout<Content>,
): Content {
  const { version } = layout;
  const validator = layout.validator();
  const blank = Object.fromEntries(Object.entries(layout.blank(id)));
  const record: Record<string, unknown> = { ...blank, ...value, version };
  for (const { instancePath } of validator.Check(record) ? [] : validator.Errors(record)) {
    const field = instancePath.split('/')[1] ?? '';
    if (Object.hasOwn(blank, field)) record[field] = blank[field];
    else delete record[field];
  }
  return validator.Check(record) ? record : layout.blank(id);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableRecord('it is not valid JSON', { cause: error });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
