import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import type { FoundSession, SessionFile, SessionStore } from '../domain/instance-host.ts';
import { blankKeeperNotes, parseExitStatus, parseProcesses } from './keeper-notes.ts';
import { parseRecord } from './session-record.ts';
import { UnreadableRecord } from './state-record.ts';

/** The instances of a state directory. */
export function createSessionStore(stateDirectory: string): Promise<SessionStore> {
  return createRecordStore({ stateDirectory, folder: 'sessions', what: 'instance', parse: parseRecord });
}

/** How one kind of record is kept. */
export interface RecordStoreOptions<R> {
  stateDirectory: string;
  /** The directory of this kind, below the state directory. */
  folder: string;
  /** As it stands in sentences: "instance". */
  what: string;
  /** `id` is the name of the record's directory. @throws UnreadableRecord */
  parse: (text: string, id: string) => R;
}

/** A store of records below a state directory. Makes its directory; where that fails, only writing fails later. */
export async function createRecordStore<R extends { id: string }>(
  options: RecordStoreOptions<R>,
): Promise<SessionStore<R>> {
  const { stateDirectory, what, parse } = options;
  const root = join(stateDirectory, options.folder);
  const directory = (id: string) => join(root, id);
  const file = (id: string, name: string) => join(root, id, name);
  await mkdir(root, { recursive: true, mode: 0o700 }).catch(() => undefined);
  await removeLeftovers(root);

  const read = async (id: string): Promise<FoundSession<R>> => {
    const path = file(id, recordName);
    const text = await readFile(path, 'utf8').catch((error: unknown) => ({ code: codeOf(error) }));
    if (typeof text !== 'string') return text.code === 'ENOENT' ? withoutRecord(root, id, what) : { kind: 'unknown' };
    try {
      return { kind: 'record', record: parse(text, id) };
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      return { kind: 'damaged', damage: await putAside(path, what, error.message) };
    }
  };
  const write = (record: R) =>
    replaceFile(file(record.id, recordName), asText(record), true).catch(notWritable(stateDirectory));

  return {
    directory,
    read,
    write,
    async list() {
      const names = await readdir(root).catch(() => []);
      return names.filter((name) => sessionId.test(name));
    },
    create: (record, files) =>
      createDirectory(root, record.id, [...blankFiles, ...files, { name: recordName, text: asText(record) }]).catch(
        notWritable(stateDirectory),
      ),
    async update(id, patch) {
      const found = await read(id);
      if (found.kind !== 'record') return null;
      const record = { ...found.record, ...patch };
      await write(record);
      return record;
    },
    async renew(id, files) {
      await rename(file(id, 'log'), file(id, 'log.previous')).catch(() => undefined);
      for (const { name, text } of [...blankFiles, ...files]) {
        await replaceFile(file(id, name), text, false).catch(notWritable(stateDirectory));
      }
    },
    async remove(id) {
      // Renamed first: other daemons never see a session directory that is half there.
      const removed = join(root, `${removedPrefix}${id}`);
      await rename(directory(id), removed).catch(ignoreMissing);
      await rm(removed, { recursive: true, force: true, maxRetries: 3 });
    },
    readExitStatus: async (id) => parseExitStatus(await readQuietly(file(id, 'exit_status'))),
    readProcesses: async (id) => parseProcesses(await readQuietly(file(id, 'process'))),
    readText: (id, name) => readQuietly(file(id, name)),
    async touchWatched(id) {
      const now = new Date();
      await utimes(file(id, 'watched'), now, now).catch(() => undefined);
    },
    async lastWatchedAt(id) {
      const found = await stat(file(id, 'watched')).catch(() => null);
      // It is made with the time 0, which says that nobody watched yet.
      return found === null || found.mtimeMs === 0 ? null : found.mtimeMs;
    },
    watchSessions: (onHint) => watchQuietly(root, onHint),
    watchSession: (id, onHint) => watchQuietly(directory(id), (name) => onHint(name ?? '')),
  };
}

/** A run starts with these; `watched` tells by its time when someone last watched. */
const blankFiles: SessionFile[] = [
  { name: 'process', text: blankKeeperNotes.process },
  { name: 'exit_status', text: blankKeeperNotes.exit_status },
  { name: 'log', text: '' },
  { name: 'watched', text: '' },
];

/** Names of session directories; anything else in there is not ours. */
const sessionId = /^[a-z][a-z0-9]{11,31}$/;
const recordName = 'record.json';
const unfinishedPrefix = '.new-';
const removedPrefix = '.removed-';
const leftoverAgeMs = 60_000;

/** Writes beside the final place and renames: nobody ever sees half a session directory, and none stays behind. */
async function createDirectory(root: string, id: string, files: SessionFile[]): Promise<void> {
  const unfinished = join(root, `${unfinishedPrefix}${id}`);
  await makeRoot(root);
  await mkdir(unfinished, { mode: 0o700 });
  try {
    for (const { name, text } of files) {
      // Only the record has to survive a power cut: the processes do not either.
      await writeFile(join(unfinished, name), text, { flag: 'wx', mode: 0o600, flush: name === recordName });
    }
    await utimes(join(unfinished, 'watched'), 0, 0);
    await rename(unfinished, join(root, id));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Replaces a file whole or not at all, also on a full disk. (write-file-atomic does not look at how much it wrote: where
 * the disk fills up in the middle of a record it renames the shortened file over the good one.)
 */
async function replaceFile(path: string, text: string, flush: boolean): Promise<void> {
  const temporary = `${path}.${process.pid}.${++replacements}.new`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
let replacements = 0;

async function makeRoot(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
  } catch {
    // Making parents as well, Node says ENOENT where the file system is read-only; the plain call tells the reason.
    await mkdir(root, { mode: 0o700 });
  }
}

async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (!name.startsWith(unfinishedPrefix) && !name.startsWith(removedPrefix)) continue;
    const found = await stat(join(root, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > leftoverAgeMs) {
      await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}

async function putAside(path: string, what: string, why: string): Promise<string> {
  const aside = `record.json.unreadable-${new Date().toISOString().replaceAll(':', '')}`;
  const kept = await rename(path, join(path, '..', aside)).then(
    () => `; it is kept as ${aside}`,
    () => '',
  );
  return `The record of this ${what} cannot be read: ${why}${kept}.`;
}

async function withoutRecord(
  root: string,
  id: string,
  what: string,
): Promise<Exclude<FoundSession, { kind: 'record' }>> {
  const ids = await readdir(root).catch(() => null);
  if (ids === null) return { kind: 'unknown' };
  return ids.includes(id) ? { kind: 'damaged', damage: `The record of this ${what} is missing.` } : { kind: 'gone' };
}

async function readQuietly(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function asText(record: object): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Watching can fail (network file systems, too many watches): the slow look then has to do. */
function watchQuietly(path: string, onEvent: (name: string | null) => void): () => void {
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(path, { persistent: false }, (_type, name) => onEvent(name));
    watcher.on('error', () => watcher?.close());
  } catch {
    return () => undefined;
  }
  return () => watcher?.close();
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function notWritable(stateDirectory: string): (error: unknown) => never {
  return (error) => {
    const reason = reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
    throw new ManagerError('state_not_writable', `${stateDirectory} cannot be written: ${reason}.`, { cause: error });
  };
}

const reasons: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it lies on a file system that is mounted read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota is used up',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a file stands where a directory is needed',
  ENOENT: 'its place is gone',
  EIO: 'the disk reports an error',
  ESTALE: 'the network file system lost it',
};
