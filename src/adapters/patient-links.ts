import { readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { MountOf } from './mount-points.ts';
import { NoAnswer, type Patience } from './patience.ts';

/** Asks about a path that holds no links. @throws NoAnswer, and what `look` throws */
export type AskFiles = <T>(path: string, look: () => Promise<T>) => Promise<T>;

/** Questions to files, by the mount they lie on: one that does not answer is left alone, the others are not. */
export function askByMount(patience: Patience, mountOf: MountOf): AskFiles {
  return (path, look) => patience.ask(mountOf(path), look);
}

/**
 * The path without links. They are followed one by one, so that it is known which file system is asked before it is asked. What
 * is missing or closed stays as it is. `known` keeps what was learnt on the way.
 * @throws NoAnswer, and an error where links lead round in a circle
 */
export async function followLinks(path: string, ask: AskFiles, known = new Map<string, string | null>()) {
  const left = path.split('/');
  let done = '/';
  let links = 0;
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    if (part === '..') done = dirname(done);
    if (part === '' || part === '.' || part === '..') continue;
    const here = join(done, part);
    if (!known.has(here)) known.set(here, await targetOf(here, ask));
    const target = known.get(here) ?? null;
    if (target !== null && ++links > maximumLinks) throw new Error(`Too many links lead on from ${path}`);
    if (target === null) done = here;
    else if (isAbsolute(target)) done = '/';
    if (target !== null) left.unshift(...target.split('/'));
  }
  return done;
}

/** As Linux counts. */
const maximumLinks = 40;

/** Null: no link. */
function targetOf(path: string, ask: AskFiles): Promise<string | null> {
  return ask(path, () => readlink(path)).catch((error: unknown) => {
    if (error instanceof NoAnswer) throw error;
    return null;
  });
}
