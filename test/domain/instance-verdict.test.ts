import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import { idleSince, isBeingStarted, isRestarting, sayDuration, stateOf } from '../../src/domain/instance-state.ts';
import { verdictOf } from '../../src/domain/instance-verdict.ts';

const now = Date.parse('2026-01-01T12:00:00.000Z');
const iso = (offsetMs: number) => new Date(now + offsetMs).toISOString();
const here = { host: 'n1', bootId: 'b1' };

function record(changes: Partial<InstanceRecord> = {}): InstanceRecord {
  return {
    version: 1,
    id: 'abcdefghijkl',
    name: 'x',
    app: 'x',
    app_name: 'X',
    kind: 'web',
    data_directory: null,
    parameters: {},
    host: 'n1',
    boot_id: 'b1',
    number: 1,
    port: 1,
    unix_socket: null,
    absolute_url: false,
    open_path: '/',
    ready: { path: '/', timeout_seconds: 1 },
    idle_timeout_seconds: 0,
    paraview: false,
    keeper: null,
    process: null,
    created_at: iso(-9000),
    started_at: iso(-9000),
    ready_at: null,
    ended_at: null,
    stop_requested_at: null,
    stop_reason: null,
    exit_code: null,
    signal: null,
    end_state: null,
    state_reason: null,
    hint: null,
    ...changes,
  };
}

const verdict = (changes: Partial<InstanceRecord>, status: number | null, rebooted = false) =>
  verdictOf(record(changes), {
    exit: status === null ? null : { status, endedAt: iso(-10) },
    rebooted,
    logTail: [],
    now,
  });

t.test('how it ended follows from what was asked and what was seen', async (t) => {
  const ready = { ready_at: iso(-5000) };
  const asked = { ...ready, stop_requested_at: iso(-100), stop_reason: 'Stopped by you' };
  t.match(verdict(asked, 143), {
    end_state: 'stopped',
    state_reason: 'Stopped by you',
    signal: 'SIGTERM',
    exit_code: null,
    hint: null,
    ended_at: iso(-10),
  });
  t.match(verdict(asked, null), { end_state: 'stopped', ended_at: iso(0) });
  t.match(verdict(asked, 1), { end_state: 'stopped', exit_code: 1 });
  t.match(verdict({ ...asked, end_state: 'failed', state_reason: 'Too late', hint: 'h' }, 143), {
    end_state: 'failed',
    state_reason: 'Too late',
    hint: 'h',
  });
  t.match(verdict(ready, 0), { end_state: 'stopped', state_reason: 'Ended by itself' });
  t.match(verdict({}, 0), { end_state: 'failed', state_reason: 'Ended before it answered' });
  t.match(verdict(ready, 2), { end_state: 'failed', exit_code: 2, signal: null });
  t.match(verdict(ready, 139), { end_state: 'failed', exit_code: null, signal: 'SIGSEGV' });
  t.match(verdict(ready, 255), { exit_code: 255, signal: null });
  t.match(verdict(ready, 128 + 19), { exit_code: 147, signal: null }, 'STOP ends nobody');
  t.match(verdict(ready, null), { end_state: 'failed', state_reason: /not seen/ });
  t.match(verdict(ready, null, true), { end_state: 'failed', state_reason: 'The machine was restarted' });
  const job = { ...ready, ends_with: 'the job 1' };
  t.match(verdict({ ...job, ends_at: iso(-1) }, null), {
    end_state: 'stopped',
    state_reason: 'Ended together with the job 1',
  });
  t.match(verdict({ ...job, ends_at: iso(1000) }, null), {
    end_state: 'failed',
    state_reason: /depended on the job 1/,
  });
  t.match(verdict(job, null, true), { end_state: 'stopped' });
  t.match(verdict({ ...ready, damage: 'Broken.' }, 3), { state_reason: 'Ended with exit code 3. Broken.' });
});

t.test('the state of a record', async (t) => {
  const state = (changes: Partial<InstanceRecord>) => stateOf(record(changes), here);
  t.strictSame(state({}), { state: 'starting', reason: null });
  t.strictSame(state({ ready_at: iso(0) }), { state: 'ready', reason: null });
  t.strictSame(state({ ready_at: iso(0), stop_requested_at: iso(0) }), { state: 'ending', reason: 'Stopping' });
  t.strictSame(state({ restart_requested_at: iso(0) }), { state: 'ending', reason: 'Restarting' });
  t.strictSame(state({ host: 'n2' }), { state: 'lost', reason: 'Runs on n2' });
  t.strictSame(state({ host: 'n2', ended_at: iso(0), end_state: 'stopped' }), { state: 'stopped', reason: null });
});

t.test('for a while a missing process proves nothing', async (t) => {
  const process = { pid: 1, startTicks: 1 };
  t.equal(isBeingStarted(record({ started_at: iso(-1000) }), now), true);
  t.equal(isBeingStarted(record({ started_at: iso(-60_000) }), now), false);
  t.equal(isBeingStarted(record({ started_at: iso(-1000), keeper: process }), now), false);
  t.equal(isRestarting(record({ restart_requested_at: iso(-1000) }), now), true);
  t.equal(isRestarting(record({ restart_requested_at: iso(-600_000) }), now), false);
  t.equal(isRestarting(record(), now), false);
});

t.test('idle is since the last viewer left, or since it was ready', async (t) => {
  const ready = record({ ready_at: iso(0) });
  t.equal(idleSince(ready, 0, null), iso(0));
  t.equal(idleSince(ready, 0, now + 5000), iso(5000));
  t.equal(idleSince(ready, 0, now - 5000), iso(0), 'a viewer of the run before does not count');
  t.equal(idleSince(ready, 1, null), null);
  t.equal(idleSince(record(), 0, null), null);
});

t.test('durations are said as people say them', async (t) => {
  for (const [durationMs, said] of [
    [14_400_000, '4 h'],
    [3_600_000, '1 h'],
    [90_000, '90 s'],
    [5_400_000, '90 min'],
    [9_000_000, '2.5 h'],
    [1000, '1 s'],
  ] as const) {
    t.equal(sayDuration(durationMs), said);
  }
});
