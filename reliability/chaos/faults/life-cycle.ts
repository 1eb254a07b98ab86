import fc from 'fast-check';
import { clear, lifeCycleCommands } from '../life-cycle-model.ts';
import type { ChaosRun } from '../run.ts';
import { Tally } from '../tally.ts';

/** So many commands one run has at most. */
const maxCommands = 14;

/** Random commands to instances, held against a simple model; `rounds` sequences of them. */
export async function lifeCycle(run: ChaosRun, rounds: number): Promise<Tally> {
  const tally = new Tally('random commands against a model of the life cycle');
  await fc
    .assert(
      fc.asyncProperty(lifeCycleCommands(maxCommands), async (commands) => {
        if (run.isOver()) return;
        await clear(run);
        tally.tries += 1;
        await fc.asyncModelRun(() => ({ model: { instances: [] }, real: run }), commands);
      }),
      // Shrinking takes longer than reading a sequence of this length.
      { seed: run.seed, numRuns: rounds, endOnFailure: true },
    )
    .catch((error: Error) => tally.complain({ kind: 'lost', text: error.message }, `seed ${run.seed}, model`));
  await clear(run);
  run.report('model', rounds, rounds);
  return tally;
}
