import t from 'tap';
import type { Instance } from '../../../src/domain/instance.ts';
import { changeNotices, nextMarkMs, timeNotices } from '../../../src/web/notifications/notice.ts';
import { wordsOf, wordsOfMany } from '../../../src/web/notifications/notice-words.ts';
import { type PageState, PageStore } from '../../../src/web/store.ts';
import { sampleInstance } from '../../support/fake-samples.ts';
import { sampleServer } from '../../support/fake-server-samples.ts';

const stateOf = (instances: Instance[], change: Partial<PageState> = {}): PageState => ({
  ...new PageStore().state,
  loaded: true,
  connection: 'open',
  instances: new Map(instances.map((instance) => [instance.id, instance])),
  ...change,
});
const starting = sampleInstance({ state: 'starting', ready_at: null });
const ready = sampleInstance({ ready_at: '2026-05-01T00:00:00Z' });
const lost = sampleInstance({ ...ready, state: 'lost' });
const failed = sampleInstance({ ...ready, state: 'failed', state_reason: 'Ended by SIGSEGV', ended_at: '2026-05-01' });
const changes = (now: Instance, before: Instance) =>
  changeNotices(stateOf([now]), stateOf([before])).map(({ kind }) => kind);

t.test('what becomes ready or fails is news, once; what was asked for or is seen again is not', async (t) => {
  t.same(changes(ready, starting), ['ready']);
  t.same(changes(ready, { ...starting, state: 'queued' }), ['ready']);
  t.same(changes({ ...ready, viewers: 2 }, ready), []);
  t.same(changes(ready, lost), [], 'it was ready before');
  t.same(changes(ready, { ...starting, state: 'lost' }), ['ready']);
  t.same(changes(failed, starting), ['failed']);
  t.same(changes(failed, ready), ['failed']);
  t.same(changes({ ...ready, state: 'stopped' }, ready), []);
  t.same(changeNotices(stateOf([ready]), stateOf([])), [], 'nobody waited for what was not there');
});

t.test('the start of the page is no news; what happened while the connection was lost is', async (t) => {
  const now = stateOf([ready]);
  t.same(changeNotices(now, stateOf([starting], { loaded: false })), []);
  t.same(changeNotices(now, stateOf([starting], { connection: 'connecting' })), [], 'came with the page, may be old');
  t.equal(changeNotices(now, stateOf([starting], { connection: 'lost' })).length, 1);
});

t.test('the same change has the same key in every page, another one has another', async (t) => {
  const [first] = changeNotices(stateOf([ready]), stateOf([starting]));
  const [same] = changeNotices(stateOf([{ ...ready, viewers: 9 }]), stateOf([{ ...starting, state: 'queued' }]));
  const [again] = changeNotices(stateOf([{ ...ready, ready_at: '2026-05-02T00:00:00Z' }]), stateOf([starting]));
  t.equal(first?.key, same?.key);
  t.not(first?.key, again?.key);
});

t.test('ParaView servers are told of as well', async (t) => {
  const queued = sampleServer({ state: 'queued', ready_at: null });
  const now = stateOf([], { servers: new Map([['pv1', sampleServer({ ready_at: '2026-05-01T00:00:00Z' })]]) });
  const notices = changeNotices(now, stateOf([], { servers: new Map([['pv1', queued]]) }));
  t.match(notices, [{ kind: 'ready', of: 'server', id: 'pv1', name: 'wing, two nodes' }]);
});

t.test('the end is told ten and two minutes before it, each once and never late', async (t) => {
  const endsMs = Date.parse('2026-05-01T12:00:00Z');
  const before = (minutes: number) => endsMs - minutes * 60_000;
  const state = stateOf([sampleInstance({ ends_at: '2026-05-01T12:00:00Z' })]);
  const told = (from: number, to: number) =>
    timeNotices(state, before(from), before(to)).map((notice) => wordsOf(notice).title);
  t.same(told(11, 10.5), []);
  t.same(told(11, 9.99), ['run 1 ends in 10 min']);
  t.same(told(9.99, 2.1), []);
  t.same(told(2.1, 2), ['run 1 ends in 2 min']);
  t.same(told(11, 1), ['run 1 ends in 1 min'], 'after a sleep only the nearest');
  const keyAt = (from: number, to: number) => timeNotices(state, before(from), before(to))[0]?.key;
  t.equal(keyAt(11, 1), keyAt(2.1, 2), 'the same for a page that did not sleep');
  t.not(keyAt(11, 1), keyAt(11, 9));
  t.same(told(3, -1), [], 'it is over');
  t.equal(nextMarkMs(state, before(60)), before(10));
  t.equal(nextMarkMs(state, before(10)), before(2));
  t.equal(nextMarkMs(state, before(2)), null);
  const over = stateOf([sampleInstance({ state: 'stopped', ends_at: '2026-05-01T12:00:00Z' })]);
  t.same(timeNotices(over, before(11), before(9)), []);
});

t.test('words name what happened, why, and of many how many', async (t) => {
  const [notice] = changeNotices(stateOf([failed]), stateOf([starting]));
  if (notice === undefined) throw new Error('nothing was told');
  t.same(wordsOf(notice), { title: 'run 1 failed', detail: 'Ended by SIGSEGV' });
  t.same(wordsOfMany([notice, { ...notice, kind: 'ready', name: 'b' }, { ...notice, kind: 'ends-soon', name: 'c' }]), {
    title: '1 ready, 1 failed, 1 ends soon',
    detail: 'run 1, b, c',
  });
});
