/** What a user keeps at hand, and what was used lately. */
export interface Favourites {
  /** Ids of apps, in the order in which they were chosen. An app may be gone meanwhile. */
  apps: string[];
  /** Absolute paths of directories, in the order in which they were chosen. */
  paths: string[];
  /** Ids of the apps launched last, the newest first. */
  recent_apps: string[];
  /** Absolute paths of the directories that launches took data from, the newest first. */
  recent_paths: string[];
}

/** Keeps them. */
export interface FavouriteStore {
  /** Empty where there is nothing yet. @throws Error where the file system does not answer */
  read(): Promise<Favourites>;
  /** Reads, changes and writes, one change after the other. @throws ManagerError state_not_writable, not_supported */
  update(change: (favourites: Favourites) => Favourites): Promise<Favourites>;
}

/** Most favourite apps, and most favourite directories. */
export const maximumFavourites = 200;
/** How many recent apps and recent directories are kept. */
export const maximumRecent = 10;
/** Longest path, in bytes of UTF-8: Linux takes none that is longer. */
export const maximumPathBytes = 4096;

export const noFavourites: Favourites = { apps: [], paths: [], recent_apps: [], recent_paths: [] };

/** The list with `items` in front, each once, of the length that is kept: ["a", "b"] and ["b", "c"] -> ["b", "c", "a"]. */
export function withRecent(list: readonly string[], items: readonly string[]): string[] {
  return [...new Set([...items, ...list])].slice(0, maximumRecent);
}
