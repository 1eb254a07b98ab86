import t from 'tap';
import { lifeCycle } from '../../reliability/chaos/faults/life-cycle.ts';
import { ChaosRun } from '../../reliability/chaos/run.ts';
import { makeWorkshop } from '../../reliability/chaos/workshop.ts';

t.setTimeout(240_000);

/** MODEL_SEED tries other commands, MODEL_RUNS more of them. */
const seed = Number(process.env.MODEL_SEED ?? 11);
const runs = Number(process.env.MODEL_RUNS ?? 4);

t.test(`instances are what a simple model of them says, whatever is done to them (seed ${seed})`, async (t) => {
  const workshop = await makeWorkshop();
  const run = new ChaosRun(workshop, { seed, minutes: 3, say: () => undefined });
  t.teardown(() => run.close());
  const tally = await lifeCycle(run, runs);
  t.strictSame(tally.problems, [], `again with MODEL_SEED=${seed}`);
  t.equal(tally.tries, runs);
});
