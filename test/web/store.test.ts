import t from 'tap';
import type { FeedEvent } from '../../src/web/api-types.ts';
import { PageStore } from '../../src/web/store.ts';
import { sampleApp, sampleInstance, sampleSystem } from '../support/fake-samples.ts';

const snapshot = (seq: number, names: string[]): FeedEvent => ({
  type: 'snapshot',
  seq,
  system: sampleSystem,
  apps: [sampleApp()],
  problems: [],
  searched: ['/d'],
  instances: names.map((name) => sampleInstance({ id: name, name })),
});
const ids = (store: PageStore) => [...store.state.instances.keys()];

t.test('a snapshot replaces everything and opens the connection', async (t) => {
  const store = new PageStore();
  t.equal(store.state.loaded, false);
  store.receive(snapshot(4, ['a', 'b']));
  store.setConnection('lost');
  store.receive(snapshot(1, ['c']));
  t.same(ids(store), ['c'], 'also one of a daemon that counts from the start again');
  t.match(store.state, { loaded: true, connection: 'open', searched: ['/d'] });
});

t.test('changes are taken in once, in order', async (t) => {
  const store = new PageStore();
  store.receive(snapshot(4, ['a']));
  store.receive({ type: 'instance', seq: 5, instance: sampleInstance({ id: 'b', state: 'starting' }) });
  store.receive({ type: 'instance', seq: 6, instance: sampleInstance({ id: 'b', state: 'ready' }) });
  store.receive({ type: 'instance', seq: 5, instance: sampleInstance({ id: 'b', state: 'starting' }) });
  t.equal(store.state.instances.get('b')?.state, 'ready');
  store.receive({ type: 'instance_removed', seq: 7, id: 'a' });
  t.same(ids(store), ['b']);
  store.receive({ type: 'apps', seq: 8, apps: [], problems: [], searched: [] });
  t.same(store.state.apps, []);
});

t.test('the answer of a launch shows it at once, but never replaces what an event said', async (t) => {
  const store = new PageStore();
  store.receive(snapshot(1, []));
  store.addInstance(sampleInstance({ id: 'n', state: 'starting' }));
  store.receive({ type: 'instance', seq: 2, instance: sampleInstance({ id: 'n', state: 'ready' }) });
  store.addInstance(sampleInstance({ id: 'n', state: 'starting' }));
  t.equal(store.state.instances.get('n')?.state, 'ready');
});

t.test('listeners hear of single changes with what was before, not of snapshots', async (t) => {
  const store = new PageStore();
  const heard: unknown[] = [];
  store.onInstance((instance, previous) => heard.push([instance.state, previous?.state ?? null]));
  store.receive(snapshot(1, ['a']));
  store.receive({ type: 'instance', seq: 2, instance: sampleInstance({ id: 'a', state: 'failed' }) });
  store.receive({ type: 'instance', seq: 3, instance: sampleInstance({ id: 'b', state: 'queued' }) });
  t.same(heard, [
    ['failed', 'ready'],
    ['queued', null],
  ]);
});
