import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AccessFile, type AccessStore, emptyAccess, readAccess } from '../domain/access.ts';
import { ManagerError } from '../domain/errors.ts';

/** A writer holds the lock for milliseconds; one this old was left by a daemon that was killed. */
const staleLockMs = 10_000;
const lockPauseMs = 5;
const lockDeadlineMs = 15_000;

/**
 * Keeps `access.json` (mode 0600) in each instance's session directory. Writers, also those of other daemons on the same
 * state directory, take turns by a lock file.
 *
 * @param directoryOf gives the absolute path of an instance's session directory
 */
export function createAccessStore(directoryOf: (instanceId: string) => string): AccessStore {
  const fileOf = (instanceId: string) => join(directoryOf(instanceId), 'access.json');
  const turns = new Map<string, Promise<unknown>>();
  return {
    version: (instanceId) => versionOf(fileOf(instanceId)),
    read: (instanceId) => parse(readOrNull(fileOf(instanceId))),
    update(instanceId, change) {
      const file = fileOf(instanceId);
      const turn = (turns.get(file) ?? Promise.resolve()).then(() => updateFile(file, change));
      const settled = turn.catch(() => undefined);
      turns.set(file, settled);
      void settled.then(() => turns.get(file) === settled && turns.delete(file));
      return turn;
    },
  };
}

async function updateFile<T>(file: string, change: (content: AccessFile) => T): Promise<T> {
  const lock = `${file}.lock`;
  try {
    await takeLock(lock);
    try {
      const before = await readFile(file, 'utf8').catch(nullWhereMissing);
      const content = parse(before);
      const result = change(content);
      const after = `${JSON.stringify(content)}\n`;
      if (after !== before) await replaceFile(file, after);
      return result;
    } finally {
      await rm(lock, { force: true });
    }
  } catch (cause) {
    throw new ManagerError('state_not_writable', `The access file ${file} could not be written.`, { cause });
  }
}

async function takeLock(lock: string): Promise<void> {
  const deadline = Date.now() + lockDeadlineMs;
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || Date.now() > deadline) throw error;
    }
    const age = await stat(lock).then((found) => Date.now() - found.mtimeMs, nullWhereMissing);
    if (age !== null && age > staleLockMs) await rm(lock, { force: true });
    else await pause(lockPauseMs);
  }
}

/** A reader sees the old content or the new one, never a part. */
async function replaceFile(file: string, content: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx', flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function versionOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}-${found.mtimeNs}-${found.size}` : null;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Whatever the reason: nobody is let in by a file that cannot be read.
    return null;
  }
}

function parse(text: string | null): AccessFile {
  if (text === null) return emptyAccess();
  try {
    return readAccess(JSON.parse(text));
  } catch {
    return emptyAccess();
  }
}

function nullWhereMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
