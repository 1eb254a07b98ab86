// `npm run resources -- [--seed N] [--tries N] [--minutes M] [--only fault,…] [--quick] [--write]`: lets a real daemon run out
// of disk, quota, processes and descriptors, takes its home away and sets its clock, and measures how soon its list is true
// again. Needs root, strace and libfaketime.
import { parseArgs } from 'node:util';
import { resourceFaults } from './chaos/resource-faults.ts';
import { runResourceFault } from './chaos/resource-tries.ts';
import { type FaultFigures, saveFigures } from './figures.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    tries: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const names = values.only?.split(',') ?? Object.keys(resourceFaults);
const tries = Number(values.tries ?? (values.quick ? 3 : 30));
const deadline = performance.now() + Number(values.minutes) * 60_000;
const figures: Record<string, FaultFigures> = {};
const problems: string[] = [];
for (const name of names) {
  const fault = resourceFaults[name];
  if (fault === undefined) {
    console.error(`There is no fault "${name}". There are: ${Object.keys(resourceFaults).join(', ')}.`);
    process.exit(2);
  }
  const outcome = await runResourceFault({ fault, seed: Number(values.seed), tries, deadline, say: console.log });
  if (outcome.figures.tries > 0) figures[name] = outcome.figures;
  // At once: a run is long, and may be interrupted.
  if (values.write) saveFigures('faults', figures);
  problems.push(...outcome.problems.map((problem) => `${name}: ${problem}`));
}
console.table(
  Object.fromEntries(
    Object.entries(figures).map(([name, { tries: made, lost, orphaned, recovery_ms }]) => [
      name,
      { tries: made, lost, orphaned, ...recovery_ms },
    ]),
  ),
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
