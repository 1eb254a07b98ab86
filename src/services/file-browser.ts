import { isAbsolute, resolve } from 'node:path';
import type { FileChoice, FileList, FileLister, Place } from '../domain/file-list.ts';
import { inheritable } from '../domain/instance-environment.ts';
import { expandPath } from '../domain/path-expansion.ts';

/** What a user may choose from when a path is asked for. */
export interface FileBrowser {
  /**
   * One directory. `typed` may begin with `~` and hold variables, as when an app is launched; empty: the home directory. A path
   * that cannot be used is told in the answer's `problem`.
   */
  list(typed: string, choice: FileChoice): Promise<FileList>;
  /** Where to start: the site's places as they are for this user; those that are not there are left out. */
  places(): Promise<Place[]>;
}

export interface FileBrowserOptions {
  lister: FileLister;
  home: string;
  env: NodeJS.ProcessEnv;
  /** As the site file has them. */
  places: readonly Place[];
}

export function createFileBrowser({ lister, home, env, places }: FileBrowserOptions): FileBrowser {
  const expand = (text: string) => expandPath(text, { home, env: inheritable(env) });
  return {
    async list(typed, choice) {
      if (typed.trim() === '') return lister.list(home, choice);
      if (typed.includes('\0')) return { ...(await lister.list(home, choice)), problem: 'This cannot be a path.' };
      // A directory of just this name wins over what "$" in it could mean.
      const asIs = isAbsolute(typed) ? await lister.list(resolve(typed), choice) : null;
      if (asIs !== null && (asIs.problem === null || !typed.includes('$'))) return asIs;
      const expanded = expand(typed);
      if (!expanded.ok) return { ...(await lister.list(home, choice)), problem: expanded.message };
      if (isAbsolute(expanded.path)) return lister.list(resolve(expanded.path), choice);
      return {
        ...(await lister.list(home, choice)),
        problem: `Give the full path: "${typed}" does not begin with "/".`,
      };
    },
    async places() {
      const known = places.flatMap(({ title, path }) => {
        const expanded = expand(path);
        return expanded.ok && isAbsolute(expanded.path) ? [{ title, path: resolve(expanded.path) }] : [];
      });
      const there = await Promise.all(known.map(({ path }) => lister.isDirectory(path)));
      return known.filter((_, index) => there[index]);
    },
  };
}
