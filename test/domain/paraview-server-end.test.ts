import t from 'tap';
import { type ServerEndFacts, serverVerdict } from '../../src/domain/paraview-server-end.ts';
import { notStarted, type ServerRecord } from '../../src/domain/paraview-server-record.ts';
import { makeJob } from '../support/fake-job-queue.ts';

const now = Date.parse('2025-11-21T15:00:00.000Z');
const readyAt = '2025-11-21T14:00:00.000Z';
const job = { id: '1', name: 'a', restarts: 0, expected_start_at: null, seen: null };

function verdict(changes: Partial<ServerRecord>, facts: Partial<ServerEndFacts>) {
  const record: ServerRecord = {
    version: 1,
    id: 'a',
    name: 'a',
    kind: 'job',
    values: {},
    after_server_id: null,
    created_at: readyAt,
    ...notStarted,
    local: null,
    job,
    ...changes,
  };
  return serverVerdict(record, {
    exit: null,
    job: null,
    rebooted: false,
    logTail: [],
    endsWithLastClient: true,
    now,
    ...facts,
  });
}
const exit = (status: number) => ({ status, endedAt: '2025-11-21T14:30:00.000Z' });

t.test('what the scheduler did to a job comes first, with what to do', async (t) => {
  const by = (phase: Parameters<typeof makeJob>[0], changes = {}) =>
    verdict({ ready_at: readyAt, ...changes }, { exit: exit(143), job: makeJob(phase) });
  t.match(by({ phase: 'timed_out' }), { end_state: 'stopped', state_reason: 'Its walltime was over', hint: /longer/ });
  t.match(by({ phase: 'timed_out' }, { ready_at: null }), { end_state: 'failed' });
  t.match(by({ phase: 'out_of_memory' }), { end_state: 'failed', state_reason: /memory/, hint: /more nodes/ });
  t.match(by({ phase: 'node_failed' }), { end_state: 'failed', state_reason: /node/, hint: /Start it again/ });
  t.match(by({ phase: 'preempted' }), { end_state: 'failed', state_reason: /make room/, hint: /QOS/ });
  t.match(by({ phase: 'cancelled' }), { end_state: 'stopped', state_reason: /not from here/ });
  t.match(by({ phase: 'cancelled' }, { stop_requested_at: readyAt, stop_reason: 'Stopped by you' }), {
    end_state: 'stopped',
    state_reason: 'Stopped by you',
    signal: 'SIGTERM',
    ended_at: '2025-11-21T14:30:00.000Z',
  });
});

t.test('otherwise the program says how it ended', async (t) => {
  const client = ['Accepting connection(s): n1:1', 'Client connected.', 'Exiting...'];
  t.match(verdict({ ready_at: readyAt }, { exit: exit(0), logTail: client }), {
    end_state: 'stopped',
    state_reason: 'Ended when its last client left',
    exit_code: 0,
    hint: null,
  });
  t.match(verdict({ ready_at: readyAt }, { exit: exit(0), logTail: client, endsWithLastClient: false }), {
    state_reason: 'Ended by itself',
  });
  t.match(verdict({ ready_at: readyAt }, { exit: exit(139) }), {
    end_state: 'failed',
    signal: 'SIGSEGV',
    hint: /graphics/,
  });
  const unknown = ['The following module(s) are unknown: "ParaView/9"'];
  t.match(verdict({}, { exit: exit(1), logTail: unknown }), { end_state: 'failed', hint: /There is no module/ });
  t.match(verdict({}, { job: makeJob({ phase: 'completed' }) }), { state_reason: 'Ended before it listened' });
  t.match(verdict({}, { job: makeJob({ phase: 'failed', exit_code: 3 }) }), { state_reason: 'Ended with exit code 3' });
});

t.test('an end that nobody saw is told as that', async (t) => {
  t.match(verdict({}, {}), { end_state: 'failed', state_reason: /does not know the job any more/, ended_at: /15:00/ });
  t.match(verdict({ job: { ...job, id: null } }, {}), { state_reason: /never handed in/ });
  t.match(verdict({ kind: 'local', job: null }, {}), { state_reason: /killed together with its keeper/ });
  t.match(verdict({ kind: 'local', job: null, ends_at: readyAt }, { rebooted: true }), {
    end_state: 'stopped',
    state_reason: 'Ended together with the session that Jupyter ran in',
  });
  t.match(verdict({ kind: 'local', job: null }, { rebooted: true }), { state_reason: 'The machine was restarted' });
});

t.test('where only the scheduler saw the end, its words are told', async (t) => {
  const failed = { phase: 'failed', exit_code: null, signal: null } as const;
  t.match(verdict({}, { job: makeJob({ ...failed, reason: 'Launch failed' }) }), { state_reason: 'Launch failed' });
  t.match(verdict({}, { job: makeJob({ ...failed, reason: null }) }), { state_reason: 'The job failed' });
  t.match(verdict({ job: null }, {}), { state_reason: /never handed in/ });
  t.match(verdict({}, { rebooted: true }), { state_reason: 'The machine was restarted' });
});

t.test('a server ends with the session of Jupyter once its time is over', async (t) => {
  const local = { kind: 'local', job: null } as const;
  t.match(verdict({ ...local, ends_at: new Date(now).toISOString() }, {}), { end_state: 'stopped' });
  t.match(verdict({ ...local, ends_at: new Date(now + 1).toISOString() }, {}), { end_state: 'failed' });
  t.match(verdict({ ends_at: readyAt }, {}), { end_state: 'failed' }, 'a job does not');
});

t.test('what the job used is kept, and where it ended', async (t) => {
  const usage = { cpu_seconds: 5 } as NonNullable<ReturnType<typeof makeJob>['usage']>;
  const ended_at = '2025-11-21T14:59:00.000Z';
  t.match(verdict({}, { job: makeJob({ phase: 'completed', usage, ended_at }) }), { usage, ended_at });
  t.match(verdict({}, { exit: exit(0), job: makeJob({ ended_at }) }), { ended_at: '2025-11-21T14:30:00.000Z' });
});

t.test('a verdict that was fixed before is kept', async (t) => {
  const before = { end_state: 'failed' as const, state_reason: 'It did not listen within 2 min', hint: 'Look' };
  t.match(
    verdict({ ...before, stop_requested_at: readyAt }, { exit: exit(143), job: makeJob({ phase: 'cancelled' }) }),
    {
      ...before,
    },
  );
});
