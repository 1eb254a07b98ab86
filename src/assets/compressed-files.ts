import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AssetsLog } from './assets-log.ts';

/**
 * Compressed forms as files `<SHA-256 of the content>.<coding>`, for the user alone. Several daemons may share the directory:
 * a file appears whole, and says itself whether it is. Where the disk cannot be used, nothing is kept.
 *
 * @param directory null: nothing is read or written
 */
export function createCompressedFiles(directory: string | null, maximumBytes: number, log: AssetsLog) {
  let complained = false;
  const complain = (error: unknown) => {
    if (!complained) log.warn({ reason: String(error) }, 'Compressed assets are kept in memory only');
    complained = true;
  };

  return {
    /** The form, or null where there is none that is whole. */
    async read(hash: string, coding: string): Promise<Buffer | null> {
      if (directory === null) return null;
      const file = join(directory, `${hash}.${coding}`);
      const content = await readPlain(file, maximumBytes + sealBytes).catch(() => null);
      const form = content && unseal(content);
      // The time says what was not used for the longest time.
      if (form !== null) await utimes(file, new Date(), new Date()).catch(() => undefined);
      return form;
    },

    async write(hash: string, coding: string, form: Buffer): Promise<void> {
      if (directory === null || form.length > maximumBytes) return;
      const temporary = join(directory, `${temporaryPrefix}${randomUUID()}`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await chmod(directory, 0o700);
        await writeFile(temporary, seal(form), { mode: 0o600, flag: 'wx' });
        await rename(temporary, join(directory, `${hash}.${coding}`));
        await removeOldest(directory, maximumBytes);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        complain(error);
      }
    },
  };
}

/** Whatever stands there: opening a pipe does not wait for a writer, and nothing huge is read. Null: no file of ours. */
async function readPlain(path: string, longest: number): Promise<Buffer | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const status = await file.stat();
    return status.isFile() && status.size <= longest ? await file.readFile() : null;
  } finally {
    await file.close();
  }
}

/** Precedes the form: the format's name and the SHA-256 of the form. */
const format = Buffer.from('trame-manager asset 1\n');
const sealBytes = format.length + 32;

function seal(form: Buffer): Buffer {
  return Buffer.concat([format, digest(form), form]);
}

function unseal(content: Buffer): Buffer | null {
  const form = content.subarray(sealBytes);
  const whole = content.length > sealBytes && content.subarray(0, format.length).equals(format);
  return whole && digest(form).equals(content.subarray(format.length, sealBytes)) ? form : null;
}

function digest(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}

const temporaryPrefix = '.new-';
/** What a daemon that was killed has left. */
const abandonedMs = 3_600_000;
const formName = /^[0-9a-f]{64}\.(?:br|zstd|gzip)$/;

async function removeOldest(directory: string, maximumBytes: number): Promise<void> {
  const found = await Promise.all((await readdir(directory)).map((name) => describe(directory, name)));
  const files = found.filter((file) => file !== null).sort((a, b) => b.usedMs - a.usedMs);
  let bytes = 0;
  for (const { path, name, size, usedMs } of files) {
    const isForm = formName.test(name);
    if (isForm) bytes += size;
    const abandoned = name.startsWith(temporaryPrefix) && Date.now() - usedMs > abandonedMs;
    if (abandoned || (isForm && bytes > maximumBytes)) await rm(path, { force: true });
  }
}

async function describe(directory: string, name: string) {
  const path = join(directory, name);
  // Another daemon may have removed it.
  const found = await stat(path).catch(() => null);
  return found && { path, name, size: found.size, usedMs: found.mtimeMs };
}
