import t from 'tap';
import type { Instance, InstanceRecord } from '../../src/domain/instance.ts';
import type { InstanceHost } from '../../src/domain/instance-host.ts';
import { blankInstanceRecord } from '../../src/domain/instance-stand-in.ts';
import { InstanceBook } from '../../src/services/instance-book.ts';
import type { InstanceEntry } from '../../src/services/instance-entry.ts';

const at = '2026-11-22T10:00:00.000Z';
const host = { identity: { host: 'n1', bootId: 'b', bootedAtMs: null } } as unknown as InstanceHost;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A ready instance of this machine as it is shown, with changes to its record and to what is held in memory. */
function shown(record: Partial<InstanceRecord> = {}, held: Partial<InstanceEntry> = {}): Instance {
  const book = new InstanceBook(host, silent, { schedulerTitle: 'Slurm', warnBeforeEndMs: 0 });
  const entry = book.add({
    ...blankInstanceRecord('a', at),
    ...{ host: 'n1', boot_id: 'b', number: 4711, port: 4711, process: { pid: 12, startTicks: 1 }, ready_at: at },
    ...record,
  });
  return book.show(Object.assign(entry, held));
}

const ended = { ended_at: at, end_state: 'failed', state_reason: 'Exit code 3', exit_code: 3 } as const;
const usage = { cpu_percent: 5, memory_bytes: 1000 };

t.test('what only a live instance has is shown of that one alone', (t) => {
  const ends = { ends_at: at, ends_with: 'the Slurm job 12' };
  const held = { usage, logTail: ['the last line'] };
  t.match(shown(ends, held), {
    ...{ state: 'ready', pid: 12, usage, idle_since: at, port_open_to_node: true, log_tail: [], ends_at: at },
    ends_with: 'Ends with this Jupyter session, as it belongs to the Slurm job 12.',
  });
  t.match(shown({ ...ends, ...ended }, held), {
    ...{ state: 'failed', pid: null, usage: null, idle_since: null, port_open_to_node: false },
    ...{ log_tail: ['the last line'], ends_at: null, ends_with: null, exit_code: 3 },
  });
  t.match(shown({ ...ends, host: 'n2' }, held), {
    state: 'lost',
    pid: null,
    ends_at: at,
    ends_with: /^Ends with this/,
  });
  t.match(shown(), { ends_at: null, ends_with: null });
  t.match(shown({ port: null }), { port: null, port_open_to_node: false });
  t.match(shown({}, { viewers: 2 }), { viewers: 2, idle_since: null });
  t.end();
});

t.test('of a job the host and the start are those of its node', (t) => {
  const address = { host: 'node7', address: '10.0.0.7', seen_at: '2026-11-22T11:00:00.000Z' };
  const job = { id: '5', address, restarts: 0, seen: null, path_host: null } as unknown as InstanceRecord['job'];
  t.match(shown({ job }), { host: 'node7', started_at: address.seen_at });
  t.match(shown({ job: { ...job, address: null } as InstanceRecord['job'] }), { host: 'n1', started_at: at });
  t.match(shown(), { host: 'n1', started_at: at, job: null });
  t.end();
});

t.test('what is being done with it comes before what it does', (t) => {
  const never = new Promise<never>(() => undefined);
  const asked = { restart_requested_at: at };
  t.match(shown({}, { restarting: never }), { state: 'ending', state_reason: 'Restarting' });
  t.match(shown({ ready_at: null }, { restarting: never }), { state: 'starting', state_reason: null });
  t.match(shown({ ...ended, ...asked }, { finishing: never }), { state: 'ending', state_reason: 'Restarting' });
  t.match(shown(ended, { finishing: never }), { state: 'failed' });
  t.match(shown({ ...ended, ...asked }), { state: 'failed' });
  t.match(shown({}, { ending: never }), { state: 'ending', state_reason: 'Ending' });
  t.match(shown({ stop_requested_at: at, state_reason: 'Stopped by you' }, { ending: never }), {
    state: 'ending',
    state_reason: 'Stopped by you',
  });
  t.match(shown(ended, { ending: never }), { state: 'failed', state_reason: 'Exit code 3' });
  t.end();
});

t.test('a suspended process is told, unless more is to be said', (t) => {
  const told = /It does not answer: a signal suspended it\. It goes on after kill -CONT 12\./;
  t.match(shown({}, { suspended: true }), { state: 'ready', state_reason: told });
  t.match(shown({ ready_at: null }, { suspended: true }), { state: 'starting', state_reason: told });
  t.match(shown({ damage: 'Its record was torn.' }, { suspended: true }), { state_reason: 'Its record was torn.' });
  t.match(shown({ stop_requested_at: at }, { suspended: true }), { state: 'ending', state_reason: 'Stopping' });
  t.match(shown({}, {}), { state_reason: null });
  t.end();
});
