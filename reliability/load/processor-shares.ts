import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { processorMs } from '../../bench/proxy/process-figures.ts';

/** Shares of one processor core that were used: {"daemon": 0.31}. */
export type ProcessorShares = Record<string, number>;

/**
 * Begins to watch what named processes use, and the whole machine ("machine", in cores too).
 *
 * @returns a function that gives the shares since then; to be called while the processes run
 */
export function watchProcessors(pids: Record<string, number[]>): () => ProcessorShares {
  const used = () => Object.entries(pids).map(([name, list]) => [name, processorMs(list)] as const);
  const before = new Map(used());
  const [busyBefore, startedMs] = [machineBusyMs(), performance.now()];
  return () => {
    const tookMs = performance.now() - startedMs;
    const shares = used().map(([name, ms]) => [name, (ms - (before.get(name) ?? 0)) / tookMs] as const);
    return { ...Object.fromEntries(shares), machine: (machineBusyMs() - busyBefore) / tookMs };
  };
}

/** So many cores there are. */
export const cores = availableParallelism();

/** /proc/stat, in ticks of 10 ms: user, nice, system, idle, iowait, irq, softirq. */
function machineBusyMs(): number {
  const fields = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = fields;
  return (user + nice + system + interrupts + soft) * 10;
}
