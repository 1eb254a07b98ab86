// `npm run chaos -- [--seed N] [--rounds N] [--minutes M] [--only fault,…] [--quick] [--write]`: breaks a real daemon and
// its instances on purpose, and holds what the daemon then shows against what the kernel says.
import { parseArgs } from 'node:util';
import { faults, runChaos } from './chaos/faults.ts';
import { saveFigures } from './figures.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    /** Of kill-daemon; the other faults take a tenth of it. */
    rounds: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const names = values.only?.split(',') ?? Object.keys(faults);
const unknown = names.find((name) => !Object.hasOwn(faults, name));
if (unknown !== undefined) {
  console.error(`There is no fault "${unknown}". There are: ${Object.keys(faults).join(', ')}.`);
  process.exit(2);
}
const most = Number(values.rounds ?? (values.quick ? 20 : 1000));
const share = values.only === undefined ? 0.1 : 1;
const rounds = Object.fromEntries(names.map((name) => [name, name === 'kill-daemon' ? most : Math.ceil(most * share)]));
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());
const { figures, problems } = await runChaos({
  signal: ending.signal,
  seed: Number(values.seed),
  minutes: Number(values.minutes),
  rounds,
  say: (text) => console.log(text),
});
console.table(
  Object.fromEntries(
    Object.entries(figures).map(([name, { tries, lost, orphaned, recovery_ms }]) => [
      name,
      { tries, lost, orphaned, ...recovery_ms },
    ]),
  ),
);
for (const problem of problems) console.error(problem);
if (values.write) saveFigures('faults', figures);
process.exitCode = problems.length > 0 ? 1 : 0;
