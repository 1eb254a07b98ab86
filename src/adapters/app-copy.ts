import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type AppCopier, copyLimits } from '../domain/app-copy.ts';
import { ManagerError } from '../domain/errors.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import { readAppFile } from './app-file.ts';
import { appFileNames, findAppFile } from './app-file-location.ts';
import { readTree, type TreeEntry } from './app-tree.ts';
import { codeOf } from './error-code.ts';
import { readMountPoints } from './mount-points.ts';
import { NoAnswer, type Patience } from './patience.ts';
import { askByMount } from './patient-links.ts';
import { createSafePlaces } from './safe-place.ts';
import { whyNotWritten } from './write-failure.ts';
import { fileErrorMessage } from './yaml-document-file.ts';

/** Copies apps with the rights of this user. `patience` says how long is waited for a directory that does not answer. */
export function createAppCopier(patience: Patience): AppCopier {
  return {
    async read(path) {
      const ask = askByMount(patience, await readMountPoints());
      return ask(path, () => readApp(path)).catch((error: unknown) => {
        if (error instanceof NoAnswer) return refuse(path, 'Its file system does not answer at the moment.');
        throw error;
      });
    },
    async survey(directory) {
      return (await readTree(directory).catch(closed(directory))).survey;
    },
    async openToAll(directory) {
      return (await createSafePlaces()(directory))?.message ?? null;
    },
    isTaken,
    copy,
  };
}

function isTaken(target: string): Promise<boolean> {
  return lstat(target).then(
    () => true,
    () => false,
  );
}

async function readApp(path: string): Promise<TrameApp> {
  const isFile = await stat(path).then((status) => status.isFile(), closed(path));
  if (isFile && !appFileNames.some((name) => basename(path) === name)) {
    return refuse(path, `It is no app file: those are called ${appFileNames.join(' or ')}.`);
  }
  const found = await findAppFile(isFile ? dirname(path) : path);
  if (found === null) return refuse(path, `There is no ${appFileNames[0]} in it.`);
  if (found.problem !== null) return refuse(found.file, found.problem.message);
  const reading = await readAppFile(found.file);
  if (reading.ok) return reading.app;
  const [problem] = reading.problems;
  return refuse(`${found.file}${problem?.line == null ? '' : `:${problem.line}`}`, problem?.message ?? '');
}

/** Beside the directory of apps, so that it becomes an app only when it is whole, by a change of its name. */
async function copy(directory: string, target: string): Promise<void> {
  const temporary = join(dirname(dirname(target)), `.trame-copy-${randomUUID()}`);
  try {
    const { entries, survey } = await readTree(directory).catch(closed(directory));
    if (survey.faults.length > 0) refuse(directory, survey.faults.join(' '));
    await mkdir(dirname(target), { recursive: true });
    await mkdir(temporary, { mode: 0o700 });
    let left = copyLimits.bytes;
    for (const entry of entries) left -= await copyEntry(directory, temporary, entry, left);
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    if (cause instanceof ManagerError) throw cause;
    if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(codeOf(cause)) && (await isTaken(target)))
      throw new ManagerError('app_exists', `${target} is there already.`, { cause });
    throw new ManagerError('app_not_copied', `${target} cannot be made: ${whyNotWritten(cause)}.`, { cause });
  }
}

/** How many bytes it copied. Files may grow, or be replaced by links, after they were looked at. */
async function copyEntry(from: string, to: string, entry: TreeEntry, left: number): Promise<number> {
  const target = join(to, entry.path);
  if (entry.kind === 'directory') await mkdir(target);
  if (entry.kind === 'link') await symlink(entry.to, target);
  if (entry.kind !== 'file') return 0;
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const source = await open(join(from, entry.path), flags).catch(closed(entry.path));
  try {
    const bytes = Buffer.alloc(Math.min(entry.bytes, left) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = (await source.read(bytes, length, bytes.length - length, length)).bytesRead;
    if (length > entry.bytes) refuse(from, `${entry.path} is being written now. Try again in a moment.`);
    await writeNew(target, bytes.subarray(0, length));
    if (entry.isProgram) await chmod(target, 0o700);
    return length;
  } finally {
    await source.close();
  }
}

async function writeNew(target: string, bytes: Buffer): Promise<void> {
  const file = await open(target, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function closed(place: string): (error: unknown) => never {
  return (error) => refuse(place, fileErrorMessage(error));
}

function refuse(place: string, why: string): never {
  throw new ManagerError('app_not_copied', `${place}: ${why}`);
}
