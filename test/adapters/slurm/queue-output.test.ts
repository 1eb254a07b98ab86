import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { parseQueue } from '../../../src/adapters/slurm/queue-output.ts';
import { ManagerError } from '../../../src/domain/errors.ts';

/** Printed by squeue 22.05.8 with our format; only paths were changed. */
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/slurm/${name}`, import.meta.url), 'utf8');
const first = fixture('squeue-22.05.8-1.txt');

t.test('a captured queue is read whole: phases, reasons, times, names with delimiters and newlines', async (t) => {
  const jobs = parseQueue(first);
  const named = (name: string) => jobs.find((job) => job.name === name);
  t.equal(jobs.length, 20);
  t.same(named('a|b,ü\nnew\x1fline\x1e\nx  '), {
    id: '3',
    name: 'a|b,ü\nnew\x1fline\x1e\nx  ',
    phase: 'running',
    reason: null,
    reason_code: null,
    stuck: false,
    account: 'proj1',
    partition: 'batch',
    qos: 'normal',
    nodes: 1,
    node_list: 'n2',
    cpus: 1,
    walltime_seconds: 600,
    submitted_at: '2026-11-21T17:02:53.000Z',
    expected_start_at: null,
    queue_place: null,
    started_at: '2026-11-21T17:02:54.000Z',
    ends_at: '2026-11-21T17:12:54.000Z',
    ended_at: null,
    exit_code: null,
    signal: null,
    restarts: 0,
    working_directory: '/home/ada/runs',
    usage: null,
  });
  t.match(named('fail'), { phase: 'failed', exit_code: 3, ended_at: '2026-11-21T17:02:54.000Z', ends_at: null });
  t.match(named('kill'), { phase: 'failed', exit_code: null, signal: 'SIGKILL' });
  t.match(named('nowhere'), { phase: 'failed', reason: 'Its output file could not be written' });
  t.match(named('over'), { phase: 'queued', stuck: true, walltime_seconds: 18_000, started_at: null });
  t.match(named('closed'), { stuck: true, reason: /partition is down/ });
  t.match(named('held'), { phase: 'held' });
  t.match(named('nodes'), { stuck: true, nodes: 3, node_list: null });
  t.match(named('billion'), { stuck: true, nodes: 1_000_000 });
  t.match(named('noaccount'), { reason: 'The partition does not admit its account', stuck: true });
  t.match(named('later'), { phase: 'queued', stuck: false, reason_code: 'BeginTime' });
});

t.test('tasks of an array have ids that other commands know', async (t) => {
  const ids = parseQueue(first)
    .filter(({ name }) => name === 'array')
    .map(({ id }) => id);
  t.same(ids, ['9_[2-9]', '9_1']);
});

t.test('a preempted job says so', async (t) => {
  const preempted = parseQueue(fixture('squeue-22.05.8-2.txt')).filter(({ phase }) => phase === 'preempted');
  t.equal(preempted.length, 2);
  t.match(preempted[0], { reason: 'A job of higher priority took its nodes' });
});

t.test('a job that was ended by its time limit says so', async (t) => {
  const [timedOut] = parseQueue(fixture('squeue-22.05.8-3.txt')).filter(({ name }) => name === 'timeout');
  t.match(timedOut, { phase: 'timed_out', reason: 'Its time was over', walltime_seconds: 60, exit_code: null });
});

t.test('an empty queue prints nothing; anything else that is no list is an error, never "no jobs"', async (t) => {
  t.same(parseQueue(''), []);
  const garbage = ['\n', 'slurm_load_jobs: warning', '<html>', '12', '12\x1fRUNNING\x1f\x1e\n', first.slice(0, -20)];
  for (const text of garbage)
    t.throws(() => parseQueue(text), { code: 'scheduler_unavailable' }, JSON.stringify(text).slice(0, 40));
});

t.test('whatever is printed, the parser gives jobs or says that Slurm did not answer', async () => {
  const pieces = fc.constantFrom(
    '\x1f',
    '\x1e\n',
    '\x1e',
    '\n',
    '12',
    'RUNNING',
    'N/A',
    '2026-11-21T16:46:47',
    '0:9',
    '_[1-3%1]',
  );
  const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 60 });
  fc.assert(
    fc.property(text, (parts) => onlyManagerErrors(parts.join(''))),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.nat(first.length), fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(40), (at, inserted, cut) =>
      onlyManagerErrors(first.slice(0, at) + inserted + first.slice(at + cut)),
    ),
    { numRuns: 2000 },
  );
});

t.test('any name comes out as it went in', async () => {
  const [before = '', after = ''] = first.split('\x1ffail\x1e\n');
  const name = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !/\x1e\n\d/.test(text));
  fc.assert(
    fc.property(name, (text) => parseQueue(`${before}\x1f${text}\x1e\n${after}`).some((job) => job.name === text)),
    { numRuns: 1000 },
  );
});

function onlyManagerErrors(text: string): boolean {
  try {
    return parseQueue(text).every((job) => /^\d/.test(job.id));
  } catch (error) {
    return error instanceof ManagerError && error.code === 'scheduler_unavailable';
  }
}
