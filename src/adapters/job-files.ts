import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { ManagerError } from '../domain/errors.ts';

/** Files of the user's own jobs: scripts to hand in, and what jobs printed. */
export function createJobFiles() {
  return { readScript, isDirectory, mayRead };
}

/**
 * The text of a script, at most 1 MiB.
 *
 * @throws ManagerError invalid_parameters, for the field /script_file
 */
async function readScript(path: string): Promise<string> {
  const file = await openPlain(path);
  try {
    const { size } = await file.stat();
    if (size > maximumBytes) throw wrongScript(`${path} is larger than 1 MiB: that is no script.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (error instanceof ManagerError) throw error;
    throw wrongScript(`${path} cannot be read as text.`, error);
  } finally {
    await file.close();
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** `absent` where there is nothing yet; `no` for what this user may not read, and for anything but a plain file. */
async function mayRead(path: string): Promise<'yes' | 'no' | 'absent'> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat().finally(() => file.close());
    return status.isFile() ? 'yes' : 'no';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'no';
  }
}

const maximumBytes = 1024 * 1024;

/** O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
async function openPlain(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    throw wrongScript(`${path} ${whyNot[error.code ?? ''] ?? 'cannot be opened.'}`, error);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw wrongScript(`${path} is not a file.`);
}

const whyNot: Record<string, string> = {
  ENOENT: 'does not exist.',
  ENOTDIR: 'does not exist.',
  EACCES: 'may not be read by you.',
  EISDIR: 'is a directory, not a script.',
};

function wrongScript(message: string, cause?: unknown): ManagerError {
  return new ManagerError('invalid_parameters', message, { errors: [{ path: '/script_file', message }], cause });
}
