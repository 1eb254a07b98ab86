import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What lets every user of this machine change something, and what mends it, each in a sentence. */
export interface PlaceFault {
  message: string;
  hint: string;
}

/** Says why a file or directory is not safe from other users; null where it is, or is not there. */
export type SafePlaces = (path: string) => Promise<PlaceFault | null>;

/**
 * Looks at a file or directory, the directories above it and what links on the way lead to. Not safe is what everybody may
 * write, and in a directory that everybody may write (/tmp) what somebody else put there. Who owns a directory that not
 * everybody may write, or belongs to its group, is trusted: sites keep apps so.
 *
 * Remembers the directories that it looked at, so it serves for one look and not for ever.
 */
export function createSafePlaces(uid: number = process.getuid?.() ?? 0): SafePlaces {
  const known = new Map<string, Promise<PlaceFault | null>>();
  const check = (path: string): Promise<PlaceFault | null> => {
    let fault = known.get(path);
    if (fault === undefined) {
      fault = look(path);
      known.set(path, fault);
    }
    return fault;
  };

  const look = async (path: string): Promise<PlaceFault | null> => {
    const found = await lstat(path).catch(() => null);
    if (found === null) return null;
    const parent = dirname(path);
    if (parent !== path) {
      const above = (await check(parent)) ?? (await foreignEntry(path, found, parent, uid));
      if (above !== null) return above;
    }
    if (!found.isSymbolicLink()) return null;
    const real = await realpath(path).catch(() => null);
    return real === null ? null : check(real);
  };

  return async (path) => {
    const real = await realpath(path).catch(() => null);
    const above = (await check(path)) ?? (real === null ? null : await check(real));
    if (above !== null || real === null) return above;
    const found = await lstat(real).catch(() => null);
    return found !== null && isOpen(found) && !isSticky(found) ? openTo(real) : null;
  };
}

/** Whether somebody else may have put an entry into its directory, or can replace it. */
async function foreignEntry(path: string, found: Stats, parent: string, uid: number): Promise<PlaceFault | null> {
  const directory = await lstat(parent).catch(() => null);
  if (directory === null || directory.isSymbolicLink() || !isOpen(directory)) return null;
  if (!isSticky(directory)) return openTo(parent);
  if (found.uid === uid || found.uid === 0) return null;
  return {
    message: `"${path}" was put by another user of this machine into "${parent}", which everybody may write.`,
    hint: 'Move it to a directory that not everybody may write.',
  };
}

function openTo(path: string): PlaceFault {
  return {
    message: `Every user of this machine may change "${path}".`,
    hint: `Take that right away: chmod o-w ${path}`,
  };
}

function isOpen({ mode }: Stats): boolean {
  return (mode & 0o002) !== 0;
}

/** In such a directory only the owner of an entry can rename or remove it. */
function isSticky({ mode }: Stats): boolean {
  return (mode & 0o1000) !== 0;
}
