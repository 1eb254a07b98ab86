import type { Dirent } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type AppSurvey, copyLimits, leftOut } from '../domain/app-copy.ts';
import { fileErrorMessage } from './yaml-document-file.ts';

/** Something in the directory of an app; `path` is relative to it. */
export type TreeEntry =
  | { kind: 'directory'; path: string }
  | { kind: 'file'; path: string; bytes: number; isProgram: boolean }
  /** A symbolic link to something within; `to` is relative to the link. */
  | { kind: 'link'; path: string; to: string };

/** Looks through the directory of an app, each directory before what is in it, within the limits of a copy. Reads no file. */
export async function readTree(directory: string): Promise<{ entries: TreeEntry[]; survey: AppSurvey }> {
  const entries: TreeEntry[] = [];
  const survey: AppSurvey = { files: 0, bytes: 0, faults: [] };
  const root = await realpath(directory);
  const rest: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let here = rest.pop(); here !== undefined; here = rest.pop()) {
    const found = await namesIn(join(root, here.path), survey);
    for (const name of found) {
      const entry = await look(root, join(here.path, name), survey);
      if (entry === null) continue;
      entries.push(entry);
      if (entry.kind === 'directory') rest.push({ path: entry.path, depth: here.depth + 1 });
    }
    if (isTooLarge(survey, entries.length, here.depth)) return { entries, survey };
  }
  return { entries, survey };
}

async function namesIn(directory: string, survey: AppSurvey): Promise<string[]> {
  const found = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    survey.faults.push(`${directory}: ${fileErrorMessage(error)}`);
    return [] as Dirent[];
  });
  return found.map(({ name }) => name).filter((name) => !leftOut.includes(name));
}

async function look(root: string, path: string, survey: AppSurvey): Promise<TreeEntry | null> {
  const whole = join(root, path);
  const status = await lstat(whole).catch(() => null);
  if (status === null) return null;
  if (status.isDirectory()) return { kind: 'directory', path };
  if (status.isSymbolicLink()) return lookAtLink(root, path, survey);
  if (!status.isFile()) {
    survey.faults.push(`${path} is neither a file nor a directory.`);
    return null;
  }
  survey.files += 1;
  survey.bytes += status.size;
  return { kind: 'file', path, bytes: status.size, isProgram: (status.mode & 0o111) !== 0 };
}

/** A link out of the directory would be another one's file in the copy, too, or nothing at all. */
async function lookAtLink(root: string, path: string, survey: AppSurvey): Promise<TreeEntry | null> {
  const whole = join(root, path);
  const target = resolve(dirname(whole), await readlink(whole));
  const isWithin = (place: string) => place === root || place.startsWith(root + sep);
  const real = await realpath(whole).catch(() => null);
  if (!isWithin(target) || (real !== null && !isWithin(real))) {
    survey.faults.push(`${path} is a link that leads out of the directory.`);
    return null;
  }
  return { kind: 'link', path, to: relative(dirname(whole), target) || '.' };
}

function isTooLarge(survey: AppSurvey, entries: number, depth: number): boolean {
  const { bytes, files, depth: deepest } = copyLimits;
  if (survey.bytes > bytes) survey.faults.push(`It has more than ${bytes / 1_000_000} MB in it.`);
  else if (entries > files) survey.faults.push(`It has more than ${files} files and directories in it.`);
  else if (depth > deepest) survey.faults.push(`Its directories are nested more than ${deepest} deep.`);
  else return false;
  return true;
}
