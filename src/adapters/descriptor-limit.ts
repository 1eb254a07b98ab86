import { readFileSync } from 'node:fs';

/** How many descriptors this process may have open at once (node raises its soft limit to the hard one); null where nothing tells. */
export function descriptorLimit(file = '/proc/self/limits'): number | null {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1];
    return limit === undefined ? null : Number(limit);
  } catch {
    return null;
  }
}
