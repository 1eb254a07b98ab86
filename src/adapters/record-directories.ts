import { lstat, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SessionFile } from '../domain/instance-host.ts';
import { blankKeeperNotes } from './keeper-notes.ts';
import { isLeftover, syncDirectory, writeNewFile } from './whole-file.ts';

export const recordName = 'record.json';

/** A run starts with these; `watched` tells by its time when someone last watched. */
export const blankFiles: SessionFile[] = [
  { name: 'process', text: blankKeeperNotes.process },
  { name: 'exit_status', text: blankKeeperNotes.exit_status },
  { name: 'log', text: '' },
  { name: 'watched', text: '' },
];

/** Ids of all record directories below `root`; empty where it cannot be listed. */
export async function listRecords(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && recordId.test(entry.name)).map(({ name }) => name);
}
/** Anything else in there is not ours. */
const recordId = /^[a-z][a-z0-9]{11,31}$/;

/** Writes beside the final place and renames: nobody ever sees half a directory, and none stays behind. */
export async function createDirectory(root: string, id: string, files: SessionFile[]): Promise<void> {
  const unfinished = join(root, `${unfinishedPrefix}${id}`);
  await makeRoot(root);
  await mkdir(unfinished, { mode: 0o700 });
  try {
    // Only the record has to survive a power cut: the processes do not either.
    const written = await Promise.allSettled(
      files.map(({ name, text }) => writeNewFile(join(unfinished, name), text, name === recordName)),
    );
    for (const file of written) if (file.status === 'rejected') throw file.reason;
    await utimes(join(unfinished, 'watched'), 0, 0);
    await rename(unfinished, join(root, id));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  // Both at once: file systems with a journal write it once for the two.
  await Promise.all([syncDirectory(join(root, id)), syncDirectory(root)]);
}

const unfinishedPrefix = '.new-';
/** What a directory is called while it is being removed. */
export const removedPrefix = '.removed-';
const leftoverAgeMs = 60_000;

/** Removes what daemons that were killed left half done: directories that never were, or were being removed. */
export async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (name.startsWith(unfinishedPrefix) || name.startsWith(removedPrefix)) await removeOld(join(root, name));
  }
}

/** The same for files in record directories. */
export async function removeLeftoverFiles(root: string): Promise<void> {
  for (const id of await listRecords(root)) {
    for (const name of await readdir(join(root, id)).catch(() => [])) {
      if (isLeftover(name) || abandonedClaim.test(name)) await removeOld(join(root, id, name));
    }
  }
}
/** Of a daemon that was killed while it took a lock away (file-lock.ts). */
const abandonedClaim = /\.lock\.[0-9a-f]{16}$/;

async function removeOld(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null || Date.now() - found.mtimeMs < leftoverAgeMs) return;
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** Device and inode of a directory; null where it is not there. */
export async function placeOf(directory: string): Promise<string | null> {
  return stat(directory).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => null,
  );
}

async function makeRoot(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
  } catch {
    // Making parents as well, Node says ENOENT where the file system is read-only; the plain call tells the reason.
    let missing = root;
    while (missing !== dirname(missing) && (await placeOf(dirname(missing))) === null) missing = dirname(missing);
    await mkdir(missing, { mode: 0o700 });
    await mkdir(root, { recursive: true, mode: 0o700 });
  }
}
