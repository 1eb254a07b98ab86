import t from 'tap';
import { notStarted, type ServerRecord } from '../../src/domain/paraview-server-record.ts';
import { type ServerFacts, serverState } from '../../src/domain/paraview-server-state.ts';
import { makeJob } from '../support/fake-job-queue.ts';

const now = Date.parse('2025-11-21T15:00:00.000Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const facts: ServerFacts = {
  here: { host: 'login1', bootId: 'b' },
  job: null,
  contact: { state: 'ok', since: null, message: null },
  schedulerTitle: 'Slurm',
  now,
  warnBeforeEndMs: 600_000,
};
const job = { id: '1', name: 'a', restarts: 0, expected_start_at: null, seen: null };

function record(changes: Partial<ServerRecord> = {}): ServerRecord {
  return {
    version: 1,
    id: 'a',
    name: 'a',
    kind: 'job',
    values: {},
    after_server_id: null,
    created_at: at(-60),
    ...notStarted,
    local: null,
    job,
    ...changes,
  };
}

t.test('the queue decides what a job is', async (t) => {
  const shown = (phase: Parameters<typeof makeJob>[0], changes = {}) =>
    serverState(record(changes), { ...facts, job: makeJob(phase) });
  t.same(shown({ phase: 'queued', reason: 'Other jobs are ahead' }), {
    state: 'queued',
    reason: 'Other jobs are ahead',
  });
  t.match(shown({ phase: 'held', reason: 'Held' }), { state: 'queued' });
  t.match(shown({ phase: 'starting' }), { state: 'starting', reason: /being prepared/ });
  t.same(shown({ phase: 'running' }), { state: 'starting', reason: null });
  t.same(shown({ phase: 'running' }, { ready_at: at(-1) }), { state: 'ready', reason: null });
  t.match(shown({ phase: 'suspended' }, { ready_at: at(-1) }), { state: 'lost', reason: 'Slurm has suspended it' });
  t.match(shown({ phase: 'ending' }, { ready_at: at(-1) }), { state: 'ending' });
  t.match(shown({ phase: 'running' }, { stop_requested_at: at(0) }), { state: 'ending', reason: 'Stopping' });
});

t.test('a warning comes ten minutes before the end, in short jobs in their last fifth', async (t) => {
  const state = (walltimeMinutes: number, leftMinutes: number) =>
    serverState(record({ ready_at: at(-1) }), {
      ...facts,
      job: makeJob({ walltime_seconds: walltimeMinutes * 60, ends_at: at(leftMinutes) }),
    }).state;
  t.equal(state(60, 11), 'ready');
  t.equal(state(60, 9), 'ending');
  t.equal(state(5, 2), 'ready');
  t.equal(state(5, 0.9), 'ending');
});

t.test('no answer is never an end', async (t) => {
  const contact = { state: 'lost' as const, since: at(-10), message: 'squeue timed out' };
  t.same(serverState(record({ ready_at: at(-1) }), { ...facts, contact }), {
    state: 'lost',
    reason: 'Lost contact with Slurm since 2025-11-21 14:50 UTC: squeue timed out',
  });
  t.match(serverState(record(), { ...facts, contact: { ...contact, state: 'unknown' } }), { state: 'lost' });
  t.match(serverState(record(), { ...facts, schedulerTitle: null }), { state: 'lost', reason: /no scheduler/ });
  t.match(serverState(record(), facts), { state: 'queued', reason: /does not show it yet/ });
  const ended = record({ ended_at: at(0), end_state: 'failed', state_reason: 'Why' });
  t.same(serverState(ended, { ...facts, contact }), { state: 'failed', reason: 'Why' }, 'an end is an end');
});

t.test('what the queue shows no more is about to be judged, what it never showed waits', async (t) => {
  const seen = { ...makeJob({}), usage: null };
  t.same(serverState(record({ job: { ...job, seen } }), facts), {
    state: 'ending',
    reason: 'Slurm does not show it any more',
  });
  t.match(serverState(record({ job: null }), facts), { state: 'queued' });
});

t.test('lost contact is told with what is known of it', async (t) => {
  const contact = { state: 'lost' as const, since: null, message: null };
  t.equal(serverState(record(), { ...facts, contact }).reason, 'Lost contact with Slurm');
  t.equal(
    serverState(record(), { ...facts, contact: { ...contact, state: 'unknown' } }).reason,
    'Slurm has not answered yet',
  );
});

t.test('a server on this machine starts, runs and ends', async (t) => {
  const local = { host: 'login1', boot_id: 'x', port: 1, keeper: null, process: null };
  const state = (changes: Partial<ServerRecord>) =>
    serverState(record({ kind: 'local', job: null, local, ...changes }), facts);
  t.same(state({}), { state: 'starting', reason: null });
  t.same(state({ local: null }), { state: 'starting', reason: null });
  t.same(state({ ready_at: at(0) }), { state: 'ready', reason: null });
  t.same(state({ stop_requested_at: at(0), state_reason: 'Idle' }), { state: 'ending', reason: 'Idle' });
});

t.test('a server of another machine cannot be asked here', async (t) => {
  const local = { host: 'login2', boot_id: 'x', port: 1, keeper: null, process: null };
  t.same(serverState(record({ kind: 'local', job: null, local }), facts), { state: 'lost', reason: 'Runs on login2' });
});
