import t from 'tap';
import { faults, runChaos } from '../../reliability/chaos/faults.ts';

t.setTimeout(240_000);

/** CHAOS_SEED tries another order of commands, faults and moments. */
const seed = Number(process.env.CHAOS_SEED ?? 7);

t.test(`whatever dies, no instance is lost and nothing of one stays (seed ${seed})`, async (t) => {
  const few = Object.fromEntries(Object.keys(faults).map((name) => [name, 2]));
  const { figures, problems } = await runChaos({
    seed,
    minutes: 3,
    rounds: { ...few, 'kill-daemon': 15, 'kill-keeper': 3 },
    say: () => undefined,
  });
  t.strictSame(problems, [], `all is true again; again with CHAOS_SEED=${seed}`);
  for (const name of Object.keys(faults)) t.ok((figures[name]?.tries ?? 0) > 0, `${name} was tried`);
});
