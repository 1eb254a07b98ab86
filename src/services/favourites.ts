import { EventEmitter } from 'node:events';
import { isAbsolute, resolve } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import {
  type FavouriteStore,
  type Favourites,
  maximumFavourites,
  maximumPathBytes,
  noFavourites,
  withRecent,
} from '../domain/favourites.ts';

/** What the user keeps at hand, the same for all pages; `change` tells what it is now. */
export interface FavouriteBook extends EventEmitter<{ change: [Favourites] }> {
  /** As last known: empty before the first reading. */
  last(): Favourites;
  /** Reads them anew: another daemon may have changed them. What is known stays where there is no answer; never throws. */
  read(): Promise<Favourites>;
  /** What is there already stays where it is. @throws ManagerError invalid_parameters, state_not_writable, not_supported */
  add(kind: FavouriteKind, item: string): Promise<Favourites>;
  /** One that is not there is no error. @throws as `add` */
  remove(kind: FavouriteKind, item: string): Promise<Favourites>;
  /** Puts the app and directories of a launch in front of what is recent; failing is not worth a word. */
  noteLaunch(app: string, paths: readonly string[]): Promise<void>;
}

export type FavouriteKind = 'apps' | 'paths';

export function createFavouriteBook(store: FavouriteStore): FavouriteBook {
  const events = new EventEmitter<{ change: [Favourites] }>();
  events.setMaxListeners(0);
  let last = noFavourites;
  const show = (now: Favourites): Favourites => {
    const isNew = JSON.stringify(now) !== JSON.stringify(last);
    if (isNew) last = now;
    if (isNew) events.emit('change', now);
    return last;
  };
  const update = async (change: (all: Favourites) => Favourites) => show(await store.update(change));

  return Object.assign(events, {
    last: () => last,
    read: () => store.read().then(show, () => last),
    async add(kind: FavouriteKind, given: string) {
      const item = kind === 'paths' ? checkPath(given) : given;
      return update((all) => {
        if (all[kind].includes(item)) return all;
        if (all[kind].length < maximumFavourites) return { ...all, [kind]: [...all[kind], item] };
        const what = kind === 'apps' ? 'apps' : 'directories';
        const why = `There are ${maximumFavourites} favourite ${what} already: remove some first.`;
        throw new ManagerError('invalid_parameters', why);
      });
    },
    remove: (kind: FavouriteKind, item: string) =>
      update((all) => ({ ...all, [kind]: all[kind].filter((other) => other !== item) })),
    async noteLaunch(app: string, paths: readonly string[]) {
      const change = (all: Favourites) => ({
        ...all,
        recent_apps: withRecent(all.recent_apps, [app]),
        recent_paths: withRecent(all.recent_paths, paths),
      });
      await update(change).catch(() => undefined);
    },
  });
}

/** As it is kept: absolute, without a slash at its end. @throws ManagerError */
function checkPath(path: string): string {
  const wrong = (message: string) =>
    new ManagerError('invalid_parameters', message, { errors: [{ path: '/path', message }] });
  if (!isAbsolute(path)) throw wrong('The path has to begin with "/".');
  if (path.includes('\0') || !path.isWellFormed()) throw wrong('This cannot be a path.');
  if (Buffer.byteLength(path) > maximumPathBytes) throw wrong('The path is too long.');
  return resolve(path);
}
