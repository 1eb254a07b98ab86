import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { hidesJobs, partitionsOfWaiting, placesOf, waitingCommand } from '../../../src/adapters/slurm/queue-place.ts';
import { ManagerError } from '../../../src/domain/errors.ts';
import { makeJob } from '../../support/fake-scheduler.ts';

/** Printed by squeue 22.05.8 for the command of these tests: jobs 2 to 10, of which 4 names two partitions. */
const captured = readFileSync(new URL('../../fixtures/slurm/squeue-waiting-22.05.8.txt', import.meta.url), 'utf8');
const waiting = (id: string, change = {}) => makeJob({ id, phase: 'queued', reason_code: 'Priority', ...change });

t.test('one command asks for all that waits in the partitions of the jobs', async (t) => {
  t.same(waitingCommand(['batch', 'short']), [
    'squeue',
    '--noheader',
    '--all',
    '--states=PENDING',
    '--priority',
    '--partition=batch,short',
    '--Format=JobArrayID:0\x1f,Partition:0\x1f,PriorityLong:0\x1f,Reason:0\x1e',
  ]);
  const jobs = [
    waiting('1'),
    waiting('2', { partition: 'short,batch' }),
    waiting('3', { partition: 'held', phase: 'held' }),
    waiting('4', { partition: 'after', reason_code: 'Dependency' }),
    waiting('5', { partition: 'never', stuck: true }),
    waiting('6', { partition: 'limits', reason_code: 'QOSMaxJobsPerUserLimit' }),
    waiting('7', { partition: null }),
    makeJob({ partition: 'runs' }),
  ];
  t.same(partitionsOfWaiting(jobs), ['batch', 'short']);
});

t.test(
  'a captured queue tells places by priority; what waits for something else than its turn does not count',
  async (t) => {
    const jobs = ['2', '3', '4', '5', '6_[0-9]', '7', '8', '9', '10'].map((id) => waiting(id));
    t.same(Object.fromEntries(placesOf(jobs, captured)), {
      '2': { place: 1, waiting: 4, partition: 'batch' },
      '6_[0-9]': { place: 3, waiting: 4, partition: 'batch' },
      // Its user made it nice.
      '3': { place: 4, waiting: 4, partition: 'batch' },
      // In batch one is ahead of it, in short none.
      '4': { place: 1, waiting: 2, partition: 'short' },
      '10': { place: 2, waiting: 2, partition: 'short' },
    });
  },
);

t.test('of equal priority the one that was handed in first comes first', async (t) => {
  const text = ['12', '9_[1-3]', '100'].map((id) => `${id}\x1fbatch\x1f7\x1fPriority\x1e\n`).join('');
  const places = placesOf([waiting('100'), waiting('12')], text);
  t.same([places.get('12')?.place, places.get('100')?.place], [2, 3]);
});

t.test('others’ jobs have places but are told to nobody; a job that is not listed has none', async (t) => {
  t.same([...placesOf([waiting('10'), waiting('99')], captured).keys()], ['10']);
  t.equal(placesOf([waiting('10')], '').size, 0);
});

t.test('whatever is printed, it gives places or says that Slurm did not answer', async (t) => {
  for (const text of ['\n', 'slurm_load_jobs: warning', '12\x1fbatch\x1e\n', '12\x1fbatch\x1fhigh\x1fPriority\x1e\n'])
    t.throws(() => placesOf([], text), { code: 'scheduler_unavailable' }, JSON.stringify(text));
  fc.assert(
    fc.property(
      fc.nat(captured.length),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.nat(40),
      (at, inserted, cut) => {
        try {
          const places = [
            ...placesOf([waiting('10')], captured.slice(0, at) + inserted + captured.slice(at + cut)).values(),
          ];
          return places.every(({ place, waiting: all }) => place >= 1 && place <= all);
        } catch (error) {
          return error instanceof ManagerError && error.code === 'scheduler_unavailable';
        }
      },
    ),
    { numRuns: 1000 },
  );
});

t.test('a Slurm that shows users their own jobs alone is known by its configuration', async (t) => {
  const config = (privateData: string, mcs = 'mcs/none', parameters = '(null)') =>
    `MCSPlugin               = ${mcs}\nMCSParameters           = ${parameters}\nPrivateData             = ${privateData}\n`;
  t.notOk(hidesJobs(config('none')));
  t.notOk(hidesJobs(config('accounts,usage,users')));
  t.ok(hidesJobs(config('accounts,jobs,usage')));
  t.ok(hidesJobs(config('all')));
  t.ok(hidesJobs(config('none', 'mcs/group', 'ondemand,noselect,privatedata:project1')));
  t.notOk(hidesJobs(config('none', 'mcs/none', 'privatedata')), 'without the plugin it means nothing');
});
