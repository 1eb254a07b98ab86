import { putAside, type StateFileReading, type StateLog } from './state-file.ts';

/** What a JSON state file of layout 1 holds, as far as can be said without knowing its fields. */
export type VersionedReading =
  | { kind: 'value'; value: Record<string, unknown> }
  | { kind: 'missing' }
  /** Written by a newer Trame Manager: to be left as it is. */
  | { kind: 'newer'; version: number }
  | { kind: 'damaged'; why: string }
  | { kind: 'unknown'; why: string; cause: unknown };

export function asVersioned(reading: StateFileReading): VersionedReading {
  if (reading.kind === 'unusable') return { kind: 'damaged', why: reading.why };
  if (reading.kind !== 'text') return reading;
  const value = parse(reading.text);
  if (value === null) return { kind: 'damaged', why: 'it is not valid JSON' };
  const { version } = value;
  if (typeof version === 'number' && version > 1) return { kind: 'newer', version };
  return version === 1 ? { kind: 'value', value } : { kind: 'damaged', why: 'it has no version' };
}

/** Renames a damaged file, and says so: nothing is overwritten that somebody may want to look at. */
export async function putAsideAloud(path: string, why: string, log: StateLog): Promise<void> {
  const aside = await putAside(path);
  const kept = aside === null ? 'it could not be put aside' : `it is kept as ${aside}`;
  log.error({ file: path }, `A file of Trame Manager cannot be used: ${why}; ${kept}.`);
}

export const silentLog: StateLog = { warn: () => undefined, error: () => undefined };

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
