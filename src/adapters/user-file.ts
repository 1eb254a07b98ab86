import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Static, TObject } from 'typebox';
import { Check } from 'typebox/value';
import { ManagerError } from '../domain/errors.ts';
import { withFileLock } from './file-lock.ts';
import { readStateFile, type StateLog } from './state-file.ts';
import { asVersioned, putAsideAloud, silentLog } from './versioned-file.ts';
import { replaceFile } from './whole-file.ts';
import { notWritable } from './write-failure.ts';

/** What one file of this user holds. */
export interface UserFileKind<Schema extends TObject> {
  /** What its fields look like, `version` apart. */
  schema: Schema;
  /** What a file that is not there holds. */
  empty: Static<Schema>;
  /** What it holds, in a word for messages: "presets". */
  what: string;
  maximumBytes: number;
}

/** Reads and writes one file. */
export interface UserFile<T> {
  /** `empty` where there is nothing yet, or nothing that can be read. */
  read(): Promise<T>;
  /** Reads, changes and writes, one change after the other. @throws ManagerError state_not_writable, not_supported */
  update(change: (content: T) => T): Promise<T>;
}

/**
 * Keeps something of this user in one file (mode 0600), which is replaced as a whole; daemons that change it take turns. What is
 * damaged is put aside; what a newer version wrote is not shown, since what it means is not known, and not changed.
 */
export function createUserFile<Schema extends TObject>(
  file: string,
  kind: UserFileKind<Schema>,
  log: StateLog = silentLog,
): UserFile<Static<Schema>> {
  const lock = `${file}.lock`;
  const look = async () => {
    const found = asVersioned(await readStateFile(file, kind.maximumBytes));
    if (found.kind !== 'value') return found;
    const { version: _version, ...content } = found.value;
    if (Check(kind.schema, content)) return { kind: 'content' as const, content };
    return { kind: 'damaged' as const, why: `its fields are not those of ${kind.what}` };
  };
  const contentOf = (found: Awaited<ReturnType<typeof look>>) =>
    found.kind === 'content' ? found.content : kind.empty;
  const readForChange = async () => {
    const found = await look();
    if (found.kind === 'newer') {
      const why = `${file} was written by a newer Trame Manager. Update this one to change ${kind.what}.`;
      throw new ManagerError('not_supported', why);
    }
    if (found.kind === 'unknown') throw found.cause;
    if (found.kind === 'damaged') await putAsideAloud(file, found.why, log);
    return contentOf(found);
  };

  return {
    async read() {
      const found = await look();
      if (found.kind !== 'damaged') return contentOf(found);
      return withFileLock(lock, readForChange).catch(() => contentOf(found));
    },
    async update(change) {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        return await withFileLock(lock, async () => {
          const next = change(await readForChange());
          await replaceFile(file, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`, { durable: true });
          return next;
        });
      } catch (cause) {
        if (cause instanceof ManagerError) throw cause;
        throw notWritable(file, cause);
      }
    },
  };
}
