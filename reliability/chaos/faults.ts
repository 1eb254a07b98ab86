import type { FaultFigures } from '../figures.ts';
import { ageLeftovers, listUnfinished } from './audit.ts';
import { hangApp, killApp, killGroup, killKeeper } from './faults/break-instance.ts';
import { breakScheduler } from './faults/break-scheduler.ts';
import { stopDaemon, termDaemon } from './faults/end-daemon.ts';
import { killDaemon } from './faults/kill-daemon.ts';
import { killJupyter } from './faults/kill-jupyter.ts';
import { lifeCycle } from './faults/life-cycle.ts';
import { ChaosRun } from './run.ts';
import type { Tally } from './tally.ts';
import { makeWorkshop } from './workshop.ts';

/** By name, in the order in which they are done. */
export const faults: Record<string, (run: ChaosRun, rounds: number) => Promise<Tally>> = {
  'kill-daemon': killDaemon,
  'term-daemon': termDaemon,
  'stop-daemon': stopDaemon,
  'kill-jupyter': killJupyter,
  'kill-app': killApp,
  'kill-keeper': killKeeper,
  'kill-group': killGroup,
  network: hangApp,
  scheduler: breakScheduler,
  model: lifeCycle,
};

export interface ChaosOptions {
  seed: number;
  /** No round begins later than this. */
  minutes: number;
  /** Ends it at the next round, in good order. Default: nothing does. */
  signal?: AbortSignal;
  /** How many rounds of each fault. */
  rounds: Record<string, number>;
  say: (text: string) => void;
}

/** Breaks things in a workshop of its own; gives the figures of each fault, and what was wrong, in sentences. */
export async function runChaos(
  options: ChaosOptions,
): Promise<{ figures: Record<string, FaultFigures>; recoveries: Record<string, number[]>; problems: string[] }> {
  const workshop = await makeWorkshop();
  const run = new ChaosRun(workshop, options);
  const figures: Record<string, FaultFigures> = {};
  const recoveries: Record<string, number[]> = {};
  const problems: string[] = [];
  try {
    for (const [name, fault] of Object.entries(faults)) {
      const rounds = options.rounds[name] ?? 0;
      if (rounds === 0) continue;
      const tally = await fault(run, rounds);
      figures[name] = tally.figures();
      recoveries[name] = tally.recoveriesMs;
      problems.push(...tally.problems);
    }
    problems.push(...(await findLeftovers(run)));
  } finally {
    await run.close();
  }
  return { figures, recoveries, problems };
}

/** What killed daemons left half-written has to be gone once it is old enough and another daemon came. */
async function findLeftovers(run: ChaosRun): Promise<string[]> {
  await run.endDaemon();
  ageLeftovers(run.workshop);
  await run.currentDaemon();
  for (let attempt = 0; attempt < 600 && listUnfinished(run.workshop).length > 0; attempt += 1) await run.pause(20);
  return listUnfinished(run.workshop).map((path) => `seed ${run.seed}: ${path} stays`);
}
