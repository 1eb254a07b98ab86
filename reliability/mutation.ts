/**
 * `npm run mutation -- [--only domain,services,proxy] [--sample N] [--minutes M] [--seed S] [--files GLOB] [--tests GLOB] [--again]
 * [--concurrency N] [--write]`:
 * changes the sources on purpose, one change (mutant) at a time, and looks whether a test fails. What no test noticed is listed.
 * Everything happens in a copy of the checkout, and every test run in namespaces of its own.
 */
import { parseArgs } from 'node:util';
import { saveFigures } from './figures.ts';
import { countMutants, printSurvivors } from './mutation/findings.ts';
import { groupNames, groups } from './mutation/groups.ts';
import { tryMutants } from './mutation/stryker-run.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: groupNames.join(',') },
    sample: { type: 'string' },
    minutes: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string' },
    tests: { type: 'string' },
    again: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

for (const name of groupNames.filter((group) => values.only.split(',').includes(group))) {
  const group = groups[name];
  const sample = values.sample !== undefined ? Number(values.sample) : values.quick ? 20 : group.sample;
  const trials = await tryMutants(name, {
    seed: Number(values.seed),
    sample,
    minutes: Number(values.minutes),
    files: values.files ?? null,
    tests: values.tests ?? null,
    again: values.again,
    concurrency: Number(values.concurrency),
  });
  printSurvivors(trials);
  const figures = countMutants(trials);
  console.log(`\n# ${name}: ${figures.tried} of ${figures.mutants} mutants tried, seed ${values.seed}`);
  console.log(`killed ${figures.killed}, timed out ${figures.timed_out}, survived ${figures.survived},`);
  console.log(`reached by no test ${figures.no_coverage}: score ${figures.score} %`);
  if (values.write && values.files === undefined && values.tests === undefined)
    saveFigures('mutation', { [name]: figures });
}
