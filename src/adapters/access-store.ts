import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AccessFile, type AccessStore, emptyAccess, readAccess } from '../domain/access.ts';
import { ManagerError } from '../domain/errors.ts';
import { withFileLock } from './file-lock.ts';
import { readStateFile, readStateFileSync, type StateLog } from './state-file.ts';
import { asVersioned, putAsideAloud, silentLog } from './versioned-file.ts';
import { placeFile } from './whole-file.ts';
import { notWritable } from './write-failure.ts';

/**
 * Keeps `access.json` (mode 0600) in each instance's session directory. Writers, also those of other daemons on the same
 * state directory, take turns by a lock.
 *
 * @param directoryOf gives the absolute path of an instance's session directory
 */
export function createAccessStore(directoryOf: (instanceId: string) => string, log: StateLog = silentLog): AccessStore {
  const fileOf = (instanceId: string) => join(directoryOf(instanceId), 'access.json');
  const complained = new Set<string>();
  const complainOnce = (file: string, reason: string) => {
    if (!complained.has(file)) log.error({ file, reason }, 'An access file cannot be used: nobody is let in by it');
    complained.add(file);
  };
  return {
    version: (instanceId) => versionOf(fileOf(instanceId)),
    read: (instanceId) => read(fileOf(instanceId), complainOnce),
    update: (instanceId, change, durable = true) =>
      updateFile(fileOf(instanceId), { change, durable, log }).catch((error: unknown) => {
        if (isRemoved(directoryOf(instanceId)))
          throw new ManagerError('instance_not_found', `There is no instance "${instanceId}" any more.`);
        throw error;
      }),
  };
}

async function updateFile<T>(
  file: string,
  { change, durable, log }: { change: (content: AccessFile) => T; durable: boolean; log: StateLog },
): Promise<T> {
  try {
    const { result, safe } = await withFileLock(`${file}.lock`, async () => {
      const content = await readForChange(file, log);
      const before = JSON.stringify(content);
      const result = change(content);
      const after = JSON.stringify(content);
      return { result, safe: after === before ? null : (await placeFile(file, `${after}\n`, durable)).safe };
    });
    await safe;
    return result;
  } catch (cause) {
    if (cause instanceof ManagerError) throw cause;
    throw notWritable(file, cause);
  }
}

/** True where the directory is gone and the one around it is not: somebody removed the instance meanwhile. */
function isRemoved(directory: string): boolean {
  return !existsSync(directory) && existsSync(dirname(directory));
}

async function readForChange(file: string, log: StateLog): Promise<AccessFile> {
  const found = asVersioned(await readStateFile(file, maximumFileBytes));
  if (found.kind === 'value') return readAccess(found.value);
  if (found.kind === 'newer') {
    throw new ManagerError(
      'not_supported',
      `${file} was written by a newer Trame Manager. Update this one to make or revoke links.`,
    );
  }
  if (found.kind === 'unknown') throw found.cause;
  if (found.kind === 'damaged') await putAsideAloud(file, `${found.why}; its links and open browsers are void`, log);
  return emptyAccess();
}

/** Whatever the reason: nobody is let in by a file that cannot be read. */
function read(file: string, complain: (file: string, reason: string) => void): AccessFile {
  const found = asVersioned(readStateFileSync(file, maximumFileBytes));
  if (found.kind === 'value') return readAccess(found.value);
  if (found.kind === 'newer') complain(file, 'it was written by a newer Trame Manager');
  else if (found.kind !== 'missing') complain(file, found.why);
  return emptyAccess();
}

/** A thousand links and a thousand browsers are 300 kB. */
const maximumFileBytes = 16 * 1024 * 1024;

function versionOf(file: string): string | null {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}-${found.mtimeNs}-${found.size}` : null;
}
