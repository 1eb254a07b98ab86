import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { Check } from 'typebox/value';
import { parseAccounting } from '../../src/adapters/slurm/accounting-output.ts';
import { parseAssociations, parseClusterName } from '../../src/adapters/slurm/association-output.ts';
import { parseExitStatus } from '../../src/adapters/slurm/exit-status.ts';
import { parsePartitions } from '../../src/adapters/slurm/partition-output.ts';
import { parseQueue } from '../../src/adapters/slurm/queue-output.ts';
import { refusal } from '../../src/adapters/slurm/refusals.ts';
import { excerpt } from '../../src/adapters/slurm/run-command.ts';
import {
  parseCount,
  parseDuration,
  parseEstimate,
  parseSize,
  parseTime,
} from '../../src/adapters/slurm/slurm-values.ts';
import { ManagerError } from '../../src/domain/errors.ts';
import { JobSchema } from '../../src/schemas/job.ts';
import { runs } from '../support/property-runs.ts';
import { root } from '../support/python-environment.ts';

const fixture = (name: string) => readFileSync(join(root, 'test/fixtures/slurm', name), 'utf8');

/** What a scheduler prints, damaged: pieces of real output, separators and odd values, cut and put together anew. */
function output(real: string) {
  const fragment = fc.tuple(fc.nat(real.length), fc.nat(200)).map(([at, length]) => real.slice(at, at + length));
  const odd = fc.constantFrom(
    ...[
      '\x1f',
      '\x1e\n',
      '\x1e',
      '\n',
      '|',
      '=',
      ' ',
      ',',
      '__proto__',
      'constructor=',
      'PartitionName=',
      'N/A',
      '(null)',
    ],
    ...['9'.repeat(400), '99999999999999999999:99:99', '9999999-23:59:59', `${'9'.repeat(30)}T`, '-1', '0:9', '1e999'],
    ...['UNLIMITED', '2026-02-31T25:61:61', '9999-12-31T23:59:59', 'gpu:a:99999999999999999999', '\0', '\u202e', '<b>'],
  );
  const noise = fc.string({ unit: 'binary', maxLength: 8 });
  return fc.array(fc.oneof({ weight: 4, arbitrary: fragment }, { weight: 3, arbitrary: odd }, noise), {
    maxLength: 40,
  });
}

/** The value, or null where the parser said that this is no answer; anything else it throws goes on. */
function declared<Value>(parse: () => Value): Value | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ManagerError && error.code === 'scheduler_unavailable') return null;
    throw error;
  }
}

/** What goes to the page is what came out: no number that JSON does not have, nothing from a prototype. */
function survivesJson(value: unknown): boolean {
  return (
    value === null || (JSON.stringify(JSON.parse(JSON.stringify(value))) === JSON.stringify(value) && allFinite(value))
  );
}

function allFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(allFinite);
}

for (const [name, parse, files] of [
  ['squeue', parseQueue, ['squeue-22.05.8-1.txt', 'squeue-22.05.8-2.txt', 'squeue-22.05.8-3.txt']],
  ['sacct', parseAccounting, ['sacct-22.05.8.txt', 'sacct-22.05.8-2.txt']],
] as const) {
  t.test(`whatever ${name} prints, it becomes jobs that the API can tell, or no answer`, async (t) => {
    const real = files.map(fixture).join('');
    fc.assert(
      fc.property(output(real), (parts) => {
        const jobs = declared(() => parse(parts.join('')));
        return survivesJson(jobs) && (jobs ?? []).every((job) => Check(JobSchema, job));
      }),
      runs(300),
    );
    const rows = real.split('\x1e\n').filter((row) => row !== '');
    const damaged = fc.tuple(fc.constantFrom(...rows), fc.nat(20), output(real)).map(([row, at, parts]) => {
      const fields = row.split('\x1f');
      fields[at % fields.length] = parts.join('').replaceAll(/[\x1e\x1f]/g, '');
      return `${fields.join('\x1f')}\x1e\n`;
    });
    fc.assert(
      fc.property(damaged, (text) => {
        const jobs = declared(() => parse(text));
        return survivesJson(jobs) && (jobs ?? []).every((job) => Check(JobSchema, job));
      }),
      runs(300),
    );
    t.pass();
  });
}

t.test('whatever scontrol, sinfo and sacctmgr print, limits are numbers and names', async (t) => {
  const partition =
    'PartitionName=urgent AllowAccounts=proj2 AllowQos=normal,long Default=NO DefaultTime=NONE MaxNodes=1 MaxTime=1-01:00:00 Nodes=n[1-2] State=UP TotalNodes=2\n';
  const nodes = 'urgent\x1f8\x1f8000\x1fgpu:a100:4(S:0-1)\n';
  fc.assert(
    fc.property(output(partition), output(nodes), (one, two) =>
      survivesJson(declared(() => parsePartitions(partition + one.join(''), nodes + two.join(''), ['proj1']))),
    ),
    runs(300),
  );
  fc.assert(
    fc.property(output('tm|proj1|proj2|normal,long\n'), (parts) => {
      const found = declared(() => parseAssociations(parts.join(''), null));
      parseClusterName(parts.join(''));
      return survivesJson(found);
    }),
    runs(300),
  );
  t.pass();
});

t.test('values are numbers that can be reckoned with, or none', async (t) => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[\d:.\-KMGTP]{0,40}$/),
    output('1-02:03:04').map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (written) => {
      const numbers = [parseDuration(written), parseSize(written), parseCount(written)];
      const times = [parseTime(written), parseEstimate(written)];
      const status = parseExitStatus(written);
      return (
        numbers.every((number) => number === null || (Number.isSafeInteger(Math.round(number)) && number >= 0)) &&
        times.every((time) => time === null || !Number.isNaN(Date.parse(time))) &&
        (status === null || status.exitCode === null || Number.isSafeInteger(status.exitCode))
      );
    }),
    runs(1000),
  );
  t.pass();
});

t.test('messages of commands become one short line', async (t) => {
  fc.assert(
    fc.property(output('sbatch: error: Batch job submission failed: Invalid account\n'), (parts) => {
      const { message, code } = refusal('the job', parts.join(''));
      const line = excerpt(parts.join(''));
      return message.length < 3000 && !/\p{Cc}/u.test(line) && line.length <= 301 && typeof code === 'string';
    }),
    runs(300),
  );
  t.pass();
});
