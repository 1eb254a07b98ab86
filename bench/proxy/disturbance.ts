import { availableParallelism } from 'node:os';
import { processIds, readProc, statFields } from './proc-files.ts';

/** What the benchmark's own processes have in their environment, also those that a daemon launches. */
export const ownMark = { PROXY_BENCH: String(process.pid) };

/**
 * Begins to watch what processes that are not the benchmark's use of the machine.
 *
 * @returns a function that gives their share of all processors' time since then, 0 to 1
 */
export function watchOthers(): () => number {
  const [before, started] = [othersMs(), performance.now()];
  return () => Math.max(0, othersMs() - before) / (performance.now() - started) / availableParallelism();
}

/** Processor time of the others and of their children that have ended; of the kernel's own threads none. */
function othersMs(): number {
  return processIds()
    .filter((pid) => !isOwn(pid))
    .map((pid) => statFields(pid))
    .filter(({ parent }) => parent !== kernelThreads)
    .reduce((sum, { ticks, childTicks }) => sum + (ticks + childTicks) * msPerTick, 0);
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const msPerTick = 10;
const kernelThreads = 2;
const known = new Map<number, boolean>();

function isOwn(pid: number): boolean {
  const found = known.get(pid);
  if (found !== undefined) return found;
  const own = pid === process.pid || readProc(`${pid}/environ`).includes(`PROXY_BENCH=${process.pid}\0`);
  known.set(pid, own);
  return own;
}
