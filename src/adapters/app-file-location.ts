import { lstat, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf } from './error-code.ts';
import { fileErrorMessage } from './yaml-document-file.ts';
import { type DocumentProblem, wholeFile } from './yaml-document-problem.ts';

/** Names of an app file in its directory; the first that is there counts. */
export const appFileNames = ['app.yml', 'app.yaml'] as const;

export interface AppFileFound {
  file: string;
  problem: null;
  /** Changes when the file changes: its device, inode, size and times. */
  signature: string;
  /** Time of the last change of the file's content or of itself, in milliseconds since 1970. */
  changedAtMs: number;
}

/**
 * Looks for the app file in an app's directory. Null: there is none, and nothing to say about it (the directory may be
 * something else). A problem: there is one, or something in its place, that cannot be used.
 */
export async function findAppFile(
  directory: string,
): Promise<AppFileFound | { file: string; problem: DocumentProblem } | null> {
  for (const name of appFileNames) {
    const file = join(directory, name);
    try {
      const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = await stat(file, { bigint: true });
      const wrongName = nameProblem(basename(directory));
      if (wrongName !== null) return { file, problem: wrongName };
      const changedAtMs = Math.max(Number(mtimeMs), Number(ctimeMs));
      return { file, problem: null, signature: [dev, ino, size, mtimeNs, ctimeNs].join(' '), changedAtMs };
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTDIR') return null;
      if (code !== 'ENOENT') return { file, problem: wholeFile(fileErrorMessage(error)) };
      const dangling = (await isLink(file)) ? file : (await isDanglingLink(directory)) ? directory : null;
      if (dangling !== null) {
        return { file, problem: wholeFile(`The symbolic link "${basename(dangling)}" leads nowhere.`, mendLink) };
      }
    }
  }
  return null;
}

const mendLink = 'Let it lead to something that exists, or remove it.';

/** Ids stand in URLs and file names: ".hidden" and "my app" cannot. */
function nameProblem(id: string): DocumentProblem | null {
  if (/^(?!\.)[A-Za-z0-9._-]{1,100}$/.test(id)) return null;
  return wholeFile(
    `The directory name "${id.slice(0, 120)}" cannot be the id of an app.`,
    'Rename it: 1 to 100 letters, digits, ".", "_" and "-", not beginning with ".".',
  );
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );
}

async function isDanglingLink(path: string): Promise<boolean> {
  if (!(await isLink(path))) return false;
  return stat(path).then(
    () => false,
    () => true,
  );
}
