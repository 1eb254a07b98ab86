import { ManagerError } from '../domain/errors.ts';
import { codeOf } from './error-code.ts';

/** Why something cannot be written, as the end of a sentence: "the disk is full". */
export function whyNotWritten(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

/** "/home/ada/.local/state/trame-manager cannot be written: the disk is full." */
export function notWritable(place: string, cause: unknown): ManagerError {
  return new ManagerError('state_not_writable', `${place} cannot be written: ${whyNotWritten(cause)}.`, { cause });
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
  ETIMEDOUT: 'its file system does not answer',
  EMFILE: 'too many files are open here ("ulimit -n")',
  ENFILE: 'too many files are open on this machine',
};
