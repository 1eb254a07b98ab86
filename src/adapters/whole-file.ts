import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file (mode 0600) whole or not at all, also where the disk fills up or the machine stops. (write-file-atomic does
 * not look at how much it wrote: where the disk fills up in the middle it renames the shortened file over the good one.)
 *
 * @param durable waits until it would survive a power cut, its name included
 * @throws the system's error; the file is then as it was
 */
export async function replaceFile(path: string, text: string, { durable }: { durable: boolean }): Promise<void> {
  // A random name: a pid and a counter come again, in a container with each start, and on another machine at the same time.
  const temporary = `${path}.${randomUUID()}${temporaryEnding}`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush: durable });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  if (durable) await syncDirectory(dirname(path));
}

/** Makes the names in a directory survive a power cut. Some file systems cannot: their names are safe at once, or never. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY).catch(() => null);
  if (directory === null) return;
  await directory.sync().catch(() => undefined);
  await directory.close();
}

/** True for what replaceFile leaves behind where it was killed: "record.json.7f9c….new". */
export function isLeftover(name: string): boolean {
  return leftover.test(name);
}

const temporaryEnding = '.new';
const leftover = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.new$/;
