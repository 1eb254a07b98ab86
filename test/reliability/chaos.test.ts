import t from 'tap';
import { faults, runChaos } from '../../reliability/chaos/faults.ts';

t.setTimeout(290_000);

/** CHAOS_SEED tries another order of commands, faults and moments. */
const seed = Number(process.env.CHAOS_SEED ?? 7);

/** The model has a test of its own. */
const once = Object.fromEntries(
  Object.keys(faults)
    .filter((name) => name !== 'model')
    .map((name) => [name, 1]),
);

t.test(`whatever dies, no instance is lost and nothing of one stays (seed ${seed})`, async (t) => {
  const rounds = { ...once, 'kill-daemon': 10, 'term-daemon': 2, 'kill-app': 2, 'kill-keeper': 3 };
  const { figures, problems } = await runChaos({ seed, minutes: 4, rounds, say: () => undefined });
  t.strictSame(problems, [], `all is true again; again with CHAOS_SEED=${seed}`);
  for (const name of Object.keys(once)) t.ok((figures[name]?.tries ?? 0) > 0, `${name} was tried`);
});
