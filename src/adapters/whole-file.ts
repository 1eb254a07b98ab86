import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { closeFile, letGo, openFile, syncFile, writeTo } from './descriptors.ts';

/**
 * Replaces a file (mode 0600) whole or not at all, also where the disk fills up or the machine stops. (write-file-atomic does
 * not look at how much it wrote: where the disk fills up in the middle it renames the shortened file over the good one.)
 *
 * @param durable waits until it would survive a power cut, its name included
 * @throws the system's error; the file is then as it was
 */
export async function replaceFile(path: string, text: string, { durable }: { durable: boolean }): Promise<void> {
  if (durable) await (await placeFile(path, text)).safe;
  else await put(path, text, false);
}

/**
 * As replaceFile, durable, but resolves as soon as all see the new content: who waits for a lock on it need not wait until it
 * would survive a power cut, which is when `safe` resolves. `safe` never rejects.
 *
 * @param keepsName false: `safe` waits for nothing more. After a power cut there is then the new content or the old, whole.
 */
export async function placeFile(path: string, text: string, keepsName = true): Promise<{ safe: Promise<void> }> {
  await put(path, text, true);
  return { safe: keepsName ? syncDirectory(dirname(path)) : Promise.resolve() };
}

async function put(path: string, text: string, durable: boolean): Promise<void> {
  // A random name: a pid and a counter come again, in a container with each start, and on another machine at the same time.
  const temporary = `${path}.${randomUUID()}${temporaryEnding}`;
  try {
    await writeNewFile(temporary, text, durable);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes a file (mode 0600) that is not there yet.
 *
 * @param durable waits until its content would survive a power cut
 * @throws the system's error; there may then be a part of it
 */
export async function writeNewFile(path: string, text: string, durable: boolean): Promise<void> {
  const bytes = Buffer.from(text);
  const file = await openFile(path, durable ? newFile | constants.O_DSYNC : newFile, 0o600);
  try {
    for (let length = 0; length < bytes.length; )
      length += (await writeTo(file, bytes, length, bytes.length - length, length)).bytesWritten;
  } catch (error) {
    letGo(file);
    throw error;
  }
  // A write that made sure of itself told all that there is to be told; a network file system may otherwise say now that there
  // is no room.
  if (durable) letGo(file);
  else await closeFile(file);
}

/** As "wx". With O_DSYNC each write is on the disk when it returns: one way to a thread and back less than fsync, when many wait. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** Makes the names in a directory survive a power cut. Some file systems cannot: their names are safe at once, or never. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await openFile(path, constants.O_RDONLY | constants.O_DIRECTORY).catch(() => null);
  if (directory === null) return;
  await syncFile(directory).catch(() => undefined);
  letGo(directory);
}

/** True for what replaceFile leaves behind where it was killed: "record.json.7f9c….new". */
export function isLeftover(name: string): boolean {
  return leftover.test(name);
}

const temporaryEnding = '.new';
const leftover = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.new$/;
