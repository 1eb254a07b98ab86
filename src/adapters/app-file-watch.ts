import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { iconEndings } from './app-file-icon.ts';
import { appFileNames } from './app-file-location.ts';

/** Watches directories for changes that may concern app files. */
export interface AppFileWatch {
  /**
   * Watches exactly these from now on: directories in which app directories appear, whether or not they exist yet, and
   * app directories. True when one of them was not watched before: it may have changed unseen.
   */
  follow(searched: readonly string[], appDirectories: readonly string[]): boolean;
  close(): void;
}

/** Each watched directory takes one of the user's inotify watches, of which there are some thousands. */
const maximumWatches = 2000;

/**
 * Calls `onHint` when something changes beside an app file, an icon or the directories that hold apps. Only a hint:
 * network file systems have no events, and a system that refuses to watch is no error.
 *
 * A directory that does not exist is awaited in the nearest one above it that does.
 */
export function watchAppFiles(onHint: () => void): AppFileWatch {
  const watches = new Map<string, FSWatcher>();
  const drop = (key: string) => {
    watches.get(key)?.close();
    watches.delete(key);
  };
  const start = (key: string, { directory, concerns }: WatchPoint) => {
    try {
      const watcher = watch(directory, { persistent: false }, (event, name) => {
        // Its own name means that the directory itself went away, and the watch with it.
        if (event === 'rename' && name === basename(directory)) drop(key);
        else if (name !== null && !concerns(name)) return;
        onHint();
      });
      watcher.on('error', () => drop(key));
      watches.set(key, watcher);
      return true;
    } catch {
      return false;
    }
  };
  return {
    follow(searched, appDirectories) {
      const points = [...searched.map(awaitingPoint), ...appDirectories.map(appPoint)].slice(0, maximumWatches);
      const wanted = new Map(points.map((point) => [point.key, point]));
      for (const key of watches.keys()) if (!wanted.has(key)) drop(key);
      return [...wanted].filter(([key, point]) => !watches.has(key) && start(key, point)).length > 0;
    },
    close() {
      for (const key of watches.keys()) drop(key);
    },
  };
}

interface WatchPoint {
  /** The same for the same directory watched for the same reason. */
  key: string;
  directory: string;
  /** Whether a change of this name in it may matter. */
  concerns(name: string): boolean;
}

/** An app may write many files beside its app file; only some matter. */
function appPoint(directory: string): WatchPoint {
  const matters = (name: string) => (appFileNames as readonly string[]).includes(name) || isImage(name);
  return { key: `app ${directory}`, directory, concerns: matters };
}

/** "/home/ada/.local/share/jupyter/trame", of which "/home/ada/.local" exists -> that, awaiting "share" */
function awaitingPoint(path: string): WatchPoint {
  let directory = path;
  let awaited: string | null = null;
  while (directory !== dirname(directory) && !isDirectory(directory)) {
    awaited = basename(directory);
    directory = dirname(directory);
  }
  return { key: `${path} in ${directory}`, directory, concerns: (name) => awaited === null || name === awaited };
}

function isImage(name: string): boolean {
  return iconEndings.some((ending) => name.toLowerCase().endsWith(ending));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
