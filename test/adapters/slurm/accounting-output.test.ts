import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { accountingCommand, parseAccounting } from '../../../src/adapters/slurm/accounting-output.ts';
import { ManagerError } from '../../../src/domain/errors.ts';

/** Printed by sacct 22.05.8 with our format; only paths were changed. */
const captured = readFileSync(new URL('../../fixtures/slurm/sacct-22.05.8.txt', import.meta.url), 'utf8');

t.test('ended jobs come with what they used and asked for', async (t) => {
  const jobs = parseAccounting(captured);
  const named = (name: string) => jobs.find((job) => job.name === name);
  t.match(named('fail'), {
    id: '6',
    phase: 'failed',
    exit_code: 3,
    reason: 'It ended with exit code 3',
    usage: {
      elapsed_seconds: 0,
      walltime_seconds: 600,
      cpu_seconds: 0.003,
      cpu_seconds_allocated: 0,
      memory_peak_bytes: 3332 * 1024,
      memory_requested_bytes: 100 * 1024 ** 2,
    },
  });
  t.match(named('finished'), { phase: 'completed', reason: null, exit_code: 0 });
  t.match(named('kill'), { phase: 'failed', signal: 'SIGKILL' });
  t.match(named('nowhere'), { reason: 'Its output file could not be written' });
  t.ok(named('a|b,ü\nnew\x1fline\x1e\nx  '), 'a name with newlines and delimiters');
});

t.test('a job that was killed with more memory than it had asked for ran out of memory', async (t) => {
  const [oom] = parseAccounting(captured).filter(({ name }) => name === 'oom');
  t.match(oom, { phase: 'out_of_memory', reason: 'It used more memory than it had asked for', signal: 'SIGKILL' });
});

t.test('memory of older versions is for each processor or node', async (t) => {
  const asked = (reqMem: string) => {
    const values = '5|COMPLETED|0:0|a|p|q|2|8|n[1-2]|10|x|x|x|1|8|00:01|||/w|None|job'.split('|');
    values[17] = reqMem;
    return parseAccounting(`${values.join('\x1f')}\n`)[0]?.usage?.memory_requested_bytes;
  };
  t.equal(asked('100Mc'), 800 * 1024 ** 2);
  t.equal(asked('100Mn'), 200 * 1024 ** 2);
  t.equal(asked('100M'), 100 * 1024 ** 2);
  t.equal(asked('0'), null);
});

t.test('one that came to its time limit has its usage; tasks of arrays that run or wait are left out', async (t) => {
  const second = readFileSync(new URL('../../fixtures/slurm/sacct-22.05.8-2.txt', import.meta.url), 'utf8');
  const jobs = parseAccounting(second);
  t.match(jobs, [
    { id: '1', phase: 'timed_out', usage: { elapsed_seconds: 88, walltime_seconds: 60, cpu_seconds_allocated: 88 } },
    { id: '2_1', phase: 'cancelled', name: 'a|b,ü\nnew\x1fline\x1e\nx  ' },
  ]);
  t.equal(jobs.length, 2);
});

t.test('a job of which the accounting knows only the end, for a moment, is left out', async (t) => {
  const values =
    '5|FAILED|3:0|||||1|None assigned||Unknown|Unknown|2026-11-21T17:02:54|0|0|00:00:00||||None|allocation';
  t.same(parseAccounting(`${values.replaceAll('|', '\x1f')}\n`), []);
});

t.test('jobs that still run are left out', async (t) => {
  t.same(
    parseAccounting(captured.replaceAll('FAILED', 'RUNNING')).filter(({ name }) => name === 'fail'),
    [],
  );
  t.same(parseAccounting(''), []);
});

t.test('garbage says that Slurm did not answer, and nothing worse', async (t) => {
  t.throws(() => parseAccounting('sacct: what?\n'), { code: 'scheduler_unavailable' });
  fc.assert(
    fc.property(
      fc.nat(captured.length),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.nat(40),
      (at, inserted, cut) => {
        try {
          return Array.isArray(parseAccounting(captured.slice(0, at) + inserted + captured.slice(at + cut)));
        } catch (error) {
          return error instanceof ManagerError && error.code === 'scheduler_unavailable';
        }
      },
    ),
    { numRuns: 2000 },
  );
});

t.test('several jobs are asked for at once', async (t) => {
  t.ok(accountingCommand(['1', '7_2']).includes('--jobs=1,7_2'));
});
