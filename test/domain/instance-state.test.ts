import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import { isLive } from '../../src/domain/instance.ts';
import { idleSince, isBeingStarted, isRestarting, sayDuration, stateOf } from '../../src/domain/instance-state.ts';

const here = { host: 'n1', bootId: 'b1' };
const start = '2020-01-01T00:00:00.000Z';
const startMs = Date.parse(start);
const running = {
  host: 'n1',
  boot_id: 'b1',
  started_at: start,
  ready_at: start,
  ended_at: null,
  end_state: null,
  state_reason: null,
  stop_requested_at: null,
  keeper: { pid: 1, startTicks: 1 },
} as InstanceRecord;

function state(changes: Partial<InstanceRecord>) {
  const { state, reason } = stateOf({ ...running, ...changes }, here);
  return [state, reason];
}

t.test('a record says its state', async (t) => {
  t.strictSame(state({}), ['ready', null]);
  t.strictSame(state({ ready_at: null }), ['starting', null]);
  t.strictSame(state({ restart_requested_at: start }), ['ending', 'Restarting']);
  t.strictSame(state({ stop_requested_at: start }), ['ending', 'Stopping']);
  t.strictSame(state({ stop_requested_at: start, state_reason: 'Idle for 1 h' }), ['ending', 'Idle for 1 h']);
  t.strictSame(state({ ended_at: start, end_state: 'failed', state_reason: 'why' }), ['failed', 'why']);
});

t.test('what runs on another machine is lost from here, unless it has ended', async (t) => {
  t.strictSame(state({ host: 'n2' }), ['lost', 'Runs on n2']);
  t.strictSame(state({ host: 'n2', stop_requested_at: start }), ['lost', 'Runs on n2']);
  t.strictSame(state({ host: 'n2', ended_at: start, end_state: 'stopped' }), ['stopped', null]);
});

t.test('an end without a verdict is no end yet', async (t) => {
  t.strictSame(state({ ended_at: start }), ['ready', null]);
  t.strictSame(state({ end_state: 'failed' }), ['ready', null]);
});

t.test('a restart counts as under way for two minutes, also where clocks differ', async (t) => {
  const record = { ...running, restart_requested_at: start };
  for (const at of [0, 119_999, -119_999]) t.equal(isRestarting(record, startMs + at), true, String(at));
  for (const at of [120_000, -120_000]) t.equal(isRestarting(record, startMs + at), false, String(at));
  t.equal(isRestarting(running, startMs), false);
});

t.test('a record without a keeper counts as being started for half a minute', async (t) => {
  const record = { ...running, keeper: null };
  for (const at of [0, 29_999, -29_999]) t.equal(isBeingStarted(record, startMs + at), true, String(at));
  for (const at of [30_000, -30_000]) t.equal(isBeingStarted(record, startMs + at), false, String(at));
  t.equal(isBeingStarted(running, startMs), false);
});

t.test('an instance is idle since the last viewer left, or since it was ready', async (t) => {
  t.equal(idleSince(running, 0, null), start);
  t.equal(idleSince(running, 0, startMs + 1000), '2020-01-01T00:00:01.000Z');
  t.equal(idleSince(running, 0, startMs - 1000), start);
  t.equal(idleSince(running, 1, null), null);
  t.equal(idleSince({ ...running, ready_at: null }, 0, null), null);
  t.equal(idleSince({ ...running, ended_at: start }, 0, null), null);
});

t.test('durations are said in the unit that fits', async (t) => {
  const said = [
    0, 1499, 1500, 90_000, 90_499, 91_000, 1_800_000, 3_600_000, 3_660_000, 7_140_000, 7_200_000, 9_000_000,
  ];
  t.strictSame(said.map(sayDuration), [
    '0 s',
    '1 s',
    '2 s',
    '90 s',
    '90 s',
    '2 min',
    '30 min',
    '1 h',
    '61 min',
    '119 min',
    '2 h',
    '2.5 h',
  ]);
});

t.test('live is what runs or will run', async (t) => {
  for (const state of ['queued', 'starting', 'ready', 'ending'] as const) t.equal(isLive(state), true, state);
  for (const state of ['stopped', 'failed', 'lost'] as const) t.equal(isLive(state), false, state);
});
