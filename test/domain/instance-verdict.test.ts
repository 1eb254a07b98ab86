import { constants } from 'node:os';
import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import { readStatus, verdictOf } from '../../src/domain/instance-verdict.ts';

const now = Date.parse('2026-01-01T12:00:00.000Z');
const iso = (offsetMs: number) => new Date(now + offsetMs).toISOString();

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

t.test('signals that end programs are read from the exit status by their names', async (t) => {
  const ending = 'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM XCPU XFSZ SYS';
  for (const name of ending.split(' ').map((word) => `SIG${word}` as NodeJS.Signals)) {
    t.strictSame(readStatus({ status: 128 + constants.signals[name], endedAt: iso(0) }), {
      exitCode: null,
      signal: name,
    });
  }
  t.strictSame(readStatus(null), { exitCode: null, signal: null });
  t.strictSame(readStatus({ status: 128, endedAt: iso(0) }), { exitCode: 128, signal: null });
});

t.test('each end is said in words', async (t) => {
  const ready = { ready_at: iso(-5000) };
  const reason = (...given: Parameters<typeof verdict>) => verdict(...given).state_reason;
  t.equal(reason({ stop_requested_at: iso(0) }, 0), 'Stopped');
  t.equal(reason(ready, 139), 'Ended by SIGSEGV');
  t.equal(reason(ready, 2), 'Ended with exit code 2');
  t.equal(reason(ready, null), 'It is gone, and its end was not seen: it was killed together with its keeper');
  t.equal(reason({ ...ready, ends_with: 'the job 1' }, null), 'Its end was not seen; it depended on the job 1');
  t.equal(reason({ end_state: 'failed', stop_reason: 'Idle' }, 0), 'Idle');
  t.equal(reason({ end_state: 'failed' }, 0), 'Ended');
});

t.test('what depends on a session ends with it from the moment its time is over', async (t) => {
  const job = { ready_at: iso(-5000), ends_with: 'the job 1' };
  t.equal(verdict({ ...job, ends_at: iso(0) }, null).end_state, 'stopped');
  t.equal(verdict({ ...job, ends_at: iso(1) }, null).end_state, 'failed');
  t.equal(verdict({ ready_at: iso(-5000), ends_at: iso(-1) }, null).end_state, 'failed', 'it depends on nothing');
});

t.test('a failure is given a hint, the one that was fixed before first; a stop is given none', async (t) => {
  const facts = { exit: { status: 1, endedAt: iso(0) }, rebooted: false, logTail: ['MemoryError'], now };
  t.match(verdictOf(record(), facts).hint, /memory/);
  t.equal(verdictOf(record({ hint: 'h' }), facts).hint, 'h');
  t.equal(verdictOf(record({ stop_requested_at: iso(0) }), facts).hint, null);
});

t.test('a verdict ends a restart that was asked for', async (t) => {
  t.equal(verdict({ restart_requested_at: iso(0) }, 0).restart_requested_at, null);
});
