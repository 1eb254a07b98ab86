import { setTimeout as delay } from 'node:timers/promises';
import { processIds, readProc, statFields, threadIds } from './proc-files.ts';

/** Resident memory of processes together, in bytes; those that have ended count nothing. */
export function residentBytes(pids: number[]): number {
  return pids
    .map((pid) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1] ?? 0) * 1024)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Processor time that processes have used, of all their threads, in ms. */
export function processorMs(pids: number[]): number {
  const threads = pids.flatMap((pid) => threadIds(pid).map((thread) => `${pid}/task/${thread}/schedstat`));
  return threads.reduce((sum, file) => sum + Number(readProc(file).split(' ')[0]) / 1e6, 0);
}

/** The process and all that it started, less the app instances that a daemon launched. */
export function processTree(root: number): number[] {
  const parents = processIds().map((pid) => ({ pid, parent: statFields(pid).parent }));
  const tree = [root];
  for (const pid of tree) {
    tree.push(...parents.filter(({ parent }) => parent === pid).map((process) => process.pid));
  }
  return tree.filter((pid) => !readProc(`${pid}/environ`).includes('\0INSTANCE_ID='));
}

/** Resolves when the processes have used no processor time for 60 ms, or after 5 s. */
export async function atRest(pids: number[]): Promise<void> {
  const ticks = () => pids.reduce((sum, pid) => sum + statFields(pid).ticks, 0);
  for (const deadline = Date.now() + 5000; Date.now() < deadline; ) {
    const before = ticks();
    await delay(60);
    if (ticks() === before) return;
  }
}
