import t from 'tap';
import {
  instanceJob,
  isBackInQueue,
  isCurrent,
  isJobOf,
  isJobRecord,
  type JobFacts,
  jobStateOf,
} from '../../src/domain/instance-job.ts';
import { aJob, aJobInstance, aJobRecord } from '../support/sample-job.ts';

const at = (time: string) => Date.parse(`2025-11-21T${time}Z`);

function state(record = aJobInstance(), facts: Partial<JobFacts> = {}) {
  return jobStateOf(record, {
    job: aJob(),
    lost: null,
    appEnded: false,
    schedulerTitle: 'Slurm',
    now: at('10:30:00'),
    warnBeforeEndMs: 600_000,
    ...facts,
  });
}

t.test('the state follows the job, then the app', (t) => {
  const starting = aJobInstance({ ready_at: null });
  const inPhase = (phase: Parameters<typeof aJob>[0] & object) => state(starting, { job: aJob(phase) });
  t.strictSame(inPhase({ phase: 'queued', reason: 'Other jobs are ahead' }), {
    state: 'queued',
    reason: 'Other jobs are ahead',
  });
  t.equal(inPhase({ phase: 'held' }).state, 'queued');
  t.equal(inPhase({ phase: 'starting' }).state, 'starting');
  t.equal(inPhase({ phase: 'running' }).state, 'starting');
  t.strictSame(state(), { state: 'ready', reason: null });
  t.match(state(aJobInstance(), { job: aJob({ phase: 'suspended' }) }), { state: 'lost', reason: /suspended/ });
  t.match(state(aJobInstance(), { job: aJob({ phase: 'ending' }) }), { state: 'ending', reason: /It has ended/ });
  t.match(state(aJobInstance(), { appEnded: true }), { state: 'ending', reason: /It has ended/ });
  t.end();
});

t.test('what a person asked for is shown before what the queue says; an end before everything', (t) => {
  const stopping = { stop_requested_at: '2025-11-21T10:20:00.000Z' };
  t.match(state(aJobInstance(stopping)), { state: 'ending', reason: 'Stopping' });
  t.match(state(aJobInstance({ restart_requested_at: stopping.stop_requested_at }), { lost: 'gone' }), {
    reason: 'Restarting',
  });
  t.match(state(aJobInstance(stopping), { lost: 'Lost contact' }), { state: 'lost', reason: 'Lost contact' });
  const ended = {
    ...stopping,
    ended_at: stopping.stop_requested_at,
    end_state: 'stopped' as const,
    state_reason: 'Over',
  };
  t.match(state(aJobInstance(ended), { lost: 'Lost contact' }), { state: 'stopped', reason: 'Over' });
  t.end();
});

t.test('it is ending when the walltime is nearly over, of a short job in its last fifth', (t) => {
  t.equal(state(aJobInstance(), { now: at('10:49:00') }).state, 'ready');
  t.match(state(aJobInstance(), { now: at('10:51:00') }), { state: 'ending', reason: 'Its walltime is nearly over' });
  const short = aJob({ walltime_seconds: 60, ends_at: '2025-11-21T10:01:00Z' });
  t.equal(state(aJobInstance(), { job: short, now: at('10:00:40') }).state, 'ready');
  t.equal(state(aJobInstance(), { job: short, now: at('10:00:50') }).state, 'ending');
  t.equal(state(aJobInstance(), { job: aJob({ ends_at: null, walltime_seconds: null }) }).state, 'ready');
  t.end();
});

t.test('what the queue does not show stays as it was', (t) => {
  const missing = { job: null };
  const starting = { ready_at: null };
  t.match(state(aJobInstance(starting, { id: null }), missing), {
    state: 'queued',
    reason: /being handed in to Slurm/,
  });
  t.match(state(aJobInstance(starting), missing), { state: 'queued', reason: /not show it yet/ });
  const seen = (phase: 'queued' | 'running') => ({ seen: instanceJob(aJob({ phase }), null) });
  t.equal(state(aJobInstance(starting, seen('queued')), missing).state, 'queued');
  t.equal(state(aJobInstance(starting, seen('queued')), missing).reason, 'Slurm does not show it now');
  t.equal(state(aJobInstance(starting, seen('running')), missing).state, 'starting');
  t.equal(state(aJobInstance({}, seen('running')), missing).state, 'ready');
  t.end();
});

t.test('another job of the same number is told apart by its name, or by when it was handed in', (t) => {
  t.equal(isJobOf(aJobRecord(), aJob()), true);
  t.equal(isJobOf(aJobRecord(), aJob({ submitted_at: '2025-12-01T00:00:00Z', restarts: 1 })), true, 'put back later');
  t.equal(isJobOf(aJobRecord(), aJob({ name: 'by the template' })), true);
  t.equal(isJobOf(aJobRecord(), aJob({ name: 'other', submitted_at: '2025-11-21T10:30:00Z' })), false);
  t.equal(isJobOf(aJobRecord(), aJob({ name: 'other', submitted_at: null })), false);
  t.end();
});

t.test('a job that was put back is seen by its count, or because it waits', (t) => {
  t.equal(isBackInQueue(aJobInstance(), aJob()), false);
  t.equal(isBackInQueue(aJobInstance(), aJob({ restarts: 1 })), true);
  t.equal(isBackInQueue(aJobInstance(), aJob({ phase: 'queued' })), true);
  t.equal(isBackInQueue(aJobInstance(), aJob({ phase: 'held' })), true);
  t.equal(isBackInQueue(aJobInstance({}, { address: null }), aJob({ phase: 'queued' })), false, 'it never ran');
  t.end();
});

t.test('an announcement of the run before is not taken for one of this run', (t) => {
  const address = { host: 'n1', address: '10.0.0.1', port: 1, at: '2025-11-21T09:00:00.000Z' };
  t.equal(isCurrent(address, aJob({ restarts: 1 })), false);
  t.equal(
    isCurrent({ ...address, at: '2025-11-21T09:59:50.000Z' }, aJob({ restarts: 1 })),
    true,
    'clocks differ a little',
  );
  t.equal(isCurrent(address, aJob()), true);
  t.end();
});

t.test('instances that run as jobs are told from others by their record', (t) => {
  t.equal(isJobRecord(aJobInstance()), true);
  for (const job of [null, undefined]) t.equal(isJobRecord({ ...aJobInstance(), job }), false);
  t.end();
});

t.test('of a job that is over no start is expected any more', (t) => {
  const expected_start_at = '2025-11-21T12:00:00Z';
  t.equal(instanceJob(aJob({ phase: 'queued', expected_start_at }), null).expected_start_at, expected_start_at);
  t.equal(instanceJob(aJob({ phase: 'cancelled', expected_start_at }), null).expected_start_at, null);
  t.end();
});

t.test('what a card shows of a job outlives the queue', (t) => {
  const ran = instanceJob(aJob(), null);
  const usage = {
    elapsed_seconds: 5,
    walltime_seconds: null,
    cpu_seconds: 1,
    cpu_seconds_allocated: 5,
    memory_peak_bytes: 1,
    memory_requested_bytes: 2,
  };
  const over = instanceJob(aJob({ phase: 'completed', node_list: null, walltime_seconds: null, usage }), ran);
  t.match(over, { phase: 'completed', node_list: 'n1', walltime_seconds: 3600, usage: { walltime_seconds: 3600 } });
  t.match(instanceJob(aJob({ phase: 'completed' }), over), { usage: { elapsed_seconds: 5 } });
  t.end();
});
