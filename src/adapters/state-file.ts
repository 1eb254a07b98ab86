import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { lstat, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { letGo, openFile, readFrom, statFile } from './descriptors.ts';
import { codeOf } from './error-code.ts';

/** What a look at a state file found; `why` completes "It cannot be read: …". */
export type StateFileReading = { kind: 'text'; text: string } | NoStateFile;

/** Why a state file was not read. */
export type NoStateFile =
  | { kind: 'missing' }
  /** It stays as it is, whoever asks and when: no plain file, far too long, closed to its owner. */
  | { kind: 'unusable'; why: string }
  /** It may be read another time: a network file system that does not answer, credentials that ran out. */
  | { kind: 'unknown'; why: string; cause: unknown };

/** Where is told that a file was put aside. */
export interface StateLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Reads a small text file that may be anything. Never waits for a pipe, never follows a link, never reads more than
 * `maximumBytes`, never throws.
 */
export async function readStateFile(path: string, maximumBytes: number): Promise<StateFileReading> {
  try {
    const file = await openFile(path, openFlags);
    try {
      return await readOpenFile(file, maximumBytes);
    } finally {
      letGo(file);
    }
  } catch (error) {
    return refusal(error, await lstat(path).catch(() => null));
  }
}

/** Most files are read while it is asked what they are: each question to the disk is a way to a thread and back. */
async function readOpenFile(file: number, maximumBytes: number): Promise<StateFileReading> {
  const first = Buffer.allocUnsafe(firstBytes);
  // Both have ended before the descriptor may become another file's.
  const [known, begun] = await Promise.allSettled([statFile(file), readFrom(file, first, 0, firstBytes, 0)]);
  if (known.status === 'rejected') throw known.reason;
  const why = faultOf(known.value, maximumBytes);
  if (why !== null) return { kind: 'unusable', why };
  if (begun.status === 'rejected') throw begun.reason;
  const { bytesRead } = begun.value;
  if (bytesRead < firstBytes) return { kind: 'text', text: first.toString('utf8', 0, bytesRead) };
  return { kind: 'text', text: await readOn(file, first, known.value.size) };
}
/** Records and notes are shorter; only very long ones take more than one question. */
const firstBytes = 16 * 1024;

async function readOn(file: number, first: Buffer, size: number): Promise<string> {
  const bytes = Buffer.allocUnsafe(Math.max(size, first.length));
  let length = first.copy(bytes);
  while (length < size) {
    const { bytesRead } = await readFrom(file, bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.toString('utf8', 0, length);
}

/** Opens a file as readStateFile does, however long it is. Who gets a descriptor closes it. Never throws. */
export async function openStateFile(path: string): Promise<{ kind: 'open'; file: number; size: number } | NoStateFile> {
  try {
    const file = await openFile(path, openFlags);
    const known = await statFile(file).catch((error: unknown) => {
      letGo(file);
      throw error;
    });
    const why = faultOf(known, Number.POSITIVE_INFINITY);
    if (why === null) return { kind: 'open', file, size: known.size };
    letGo(file);
    return { kind: 'unusable', why };
  } catch (error) {
    return refusal(error, await lstat(path).catch(() => null));
  }
}

/** As readStateFile, for what is in the way of a request. */
export function readStateFileSync(path: string, maximumBytes: number): StateFileReading {
  try {
    const file = openSync(path, openFlags);
    try {
      const why = faultOf(fstatSync(file), maximumBytes);
      return why === null ? { kind: 'text', text: readFileSync(file, 'utf8') } : { kind: 'unusable', why };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return refusal(error, lstatOrNull(path));
  }
}

/**
 * Renames a file that cannot be used, so that nothing is lost: "access.json" -> "access.json.unreadable-2025-11-21T100000.000Z".
 * Gives the new name; null where that is not possible.
 */
export async function putAside(path: string): Promise<string | null> {
  const aside = `${basename(path)}.unreadable-${new Date().toISOString().replaceAll(':', '')}`;
  return rename(path, join(dirname(path), aside)).then(
    () => aside,
    () => null,
  );
}

/** O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
const openFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

function faultOf(status: Stats, maximumBytes: number): string | null {
  if (!status.isFile()) return `it is ${kindOf(status)}`;
  if (status.size > maximumBytes) return `it has ${status.size} bytes, which is far too long`;
  return null;
}

function refusal(error: unknown, found: Stats | null): NoStateFile {
  const code = codeOf(error);
  if (code === 'ENOENT') return { kind: 'missing' };
  if (found !== null && !found.isFile()) return { kind: 'unusable', why: `it is ${kindOf(found)}` };
  if ((code === 'EACCES' || code === 'EPERM') && found !== null) {
    const isOwn = found.uid === process.geteuid?.();
    if (!isOwn) return { kind: 'unusable', why: 'it belongs to another user' };
    if ((found.mode & 0o400) === 0) return { kind: 'unusable', why: 'its mode keeps you from reading it' };
  }
  return { kind: 'unknown', why: error instanceof Error ? error.message : String(error), cause: error };
}

function kindOf(status: Stats): string {
  if (status.isDirectory()) return 'a directory';
  if (status.isSymbolicLink()) return 'a symbolic link';
  if (status.isFIFO()) return 'a pipe';
  return status.isSocket() ? 'a socket' : 'a device';
}

function lstatOrNull(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}
