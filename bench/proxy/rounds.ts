import { setTimeout as delay } from 'node:timers/promises';
import { watchOthers } from './disturbance.ts';
import type { Peer } from './peer.ts';
import { atRest, processorMs } from './process-figures.ts';
import type { Samples } from './results.ts';
import type { Task } from './speed-tasks.ts';

export interface RoundsOptions {
  rounds: number;
  /** Measure again, up to ten times, what was disturbed by other programs. */
  patient: boolean;
}

/**
 * Measures every peer once in each round, each round beginning with another peer, so that what the machine does besides falls on
 * all. A first round warms up and is not counted. A peer that fails is noted and left out from then on.
 *
 * @returns for each of the task's figures its samples
 */
export async function runRounds(task: Task, peers: Peer[], { rounds, patient }: RoundsOptions): Promise<Samples[]> {
  const samples = task.figures.map((): Samples => ({}));
  const able = new Set(peers);
  for (let round = 0; round <= rounds; round += 1) {
    for (const peer of rotated(peers, round).filter((peer) => able.has(peer))) {
      const outcome = await measured(task, peer, patient && round > 0 ? 10 : 1).catch((error: Error) => {
        able.delete(peer);
        return error;
      });
      for (const [index, taken] of samples.entries()) {
        taken[peer.name] ??= { values: [], costs: [], others: [], note: task.note?.(peer) ?? null };
        if (outcome instanceof Error) taken[peer.name] = { values: [], costs: [], others: [], note: outcome.message };
        else if (round > 0) {
          taken[peer.name]?.values.push(outcome.values[index] ?? 0);
          taken[peer.name]?.costs.push(outcome.cost);
          taken[peer.name]?.others.push(outcome.others);
        }
      }
    }
  }
  return samples;
}

interface Outcome {
  values: number[];
  /** Processor time of the peer's processes for one unit of work, in µs. */
  cost: number;
  /** Share of the processors' time that other programs used meanwhile. */
  others: number;
}

/** The first of `attempts` that hardly anything disturbed, else the least disturbed one. */
async function measured(task: Task, peer: Peer, attempts: number): Promise<Outcome> {
  let best: Outcome | null = null;
  for (let attempt = 0; attempt < attempts && (best === null || best.others > quiet); attempt += 1) {
    const others = watchOthers();
    const pids = peer.processes();
    const before = processorMs(pids);
    const { values, work } = await inTime(task.measure(peer));
    const found = { values, cost: ((processorMs(pids) - before) * 1000) / work, others: others() };
    if (best === null || found.others < best.others) best = found;
    // What it left to do (freeing gigabytes, writing to a client that has gone) is not the next one's.
    await atRest(pids);
    if (best.others > quiet && attempt + 1 < attempts) await quietMachine();
  }
  if (best === null) throw new Error('it was not measured');
  return best;
}

const quiet = 0.04;

/** Resolves when the other programs have been idle for a moment; after 5 s in any case. */
async function quietMachine(): Promise<void> {
  for (const deadline = Date.now() + 5000; Date.now() < deadline; ) {
    const others = watchOthers();
    await delay(150);
    if (others() <= quiet) return;
  }
}

function rotated<Item>(items: Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  const late = delay(60_000, undefined, { signal: timer.signal }).then(() => {
    throw new Error('took more than 60 s');
  });
  late.catch(() => {});
  return Promise.race([work, late]).finally(() => timer.abort());
}
