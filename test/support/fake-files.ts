import type { Favourites } from '../../src/domain/favourites.ts';
import type { FileEntry, FileList } from '../../src/domain/file-list.ts';

/** A file as the fake daemon lists it; a name with a slash at its end is a directory. */
export function fakeEntry(name: string, change: Partial<FileEntry> = {}): FileEntry {
  const isDirectory = name.endsWith('/');
  return {
    name: name.replace(/\/$/, ''),
    kind: isDirectory ? 'directory' : 'file',
    size_bytes: isDirectory ? null : 21_000_000,
    modified_at: '2026-05-09T07:29:33Z',
    readable: true,
    ...change,
  };
}

/** Answers `GET files`, from directories by their paths, those first that come first; "~" is /home/alice. */
export function answerFiles(directories: ReadonlyMap<string, FileEntry[]>, query: URLSearchParams): FileList {
  const asked = (query.get('path') || '~').replace(/^~/, '/home/alice').replace(/(?<=.)\/$/, '');
  let path = asked;
  while (!directories.has(path) && path !== '/') path = path.slice(0, path.lastIndexOf('/')) || '/';
  const start = (query.get('prefix') ?? '').toLowerCase();
  const entries = (directories.get(path) ?? [])
    .filter(({ kind }) => query.get('kind') !== 'directory' || kind === 'directory')
    .filter(({ name }) => name.toLowerCase().startsWith(start));
  return {
    path,
    parent: path === '/' ? null : path.slice(0, path.lastIndexOf('/')) || '/',
    entries,
    truncated: false,
    problem: path === asked ? null : `There is no ${asked}.`,
  };
}

/** What the favourites are after a call. */
export function changeFavourites(
  favourites: Favourites,
  method: string,
  path: string,
  body: Record<string, unknown>,
): Favourites {
  const [, kind, app = ''] = (path.split('?')[0] ?? '').split('/');
  const item =
    kind === 'apps'
      ? decodeURIComponent(app)
      : String(body.path ?? new URLSearchParams(path.split('?')[1]).get('path'));
  const list = kind === 'apps' ? 'apps' : 'paths';
  const others = favourites[list].filter((other) => other !== item);
  return { ...favourites, [list]: method === 'PUT' ? [...others, item] : others };
}
