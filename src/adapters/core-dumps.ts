import { readFileSync, writeFileSync } from 'node:fs';

/** What the kernel writes of a process's memory when it crashes (core(5)): a bit mask, kept by its children. */
const filterFile = '/proc/self/coredump_filter';

let inherited: string | null = null;

/**
 * Leaves this process's memory out of core dumps: it holds tokens, cookies and keys. Its limit of size does not do that, as
 * a crash handler that dumps are piped to may not heed it. Where the kernel has no such filter, nothing happens.
 */
export function leaveMemoryOutOfCoreDumps(): void {
  try {
    const before = readFileSync(filterFile, 'utf8').trim();
    writeFileSync(filterFile, '0');
    inherited = before;
  } catch {
    // No Linux, no /proc, or no core dumps in this kernel.
  }
}

/** The mask that this process was started with, in hexadecimal, for its children that are to have it; null: they have it. */
export function inheritedCoreDumpFilter(): string | null {
  return inherited;
}
