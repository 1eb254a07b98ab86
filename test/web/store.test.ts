import t from 'tap';
import type { FeedEvent } from '../../src/web/api-types.ts';
import { PageStore } from '../../src/web/store.ts';
import { sampleApp, sampleInstance, sampleSystem } from '../support/fake-samples.ts';
import { sampleJob, sampleServer } from '../support/fake-server-samples.ts';

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

t.test('ParaView servers, their form and the queue are kept, and changes told', async (t) => {
  const store = new PageStore();
  const heard: unknown[] = [];
  store.onServer((server, previous) => heard.push([server.state, previous?.state ?? null]));
  store.onQueue((queue, previous) => heard.push([queue.jobs.length, previous.jobs.length]));
  store.receive(snapshot(1, []));
  t.same([store.state.servers.size, store.state.serversForm.can_start, store.state.queue.title], [0, false, null]);
  store.receive({ type: 'server', seq: 2, server: sampleServer({ state: 'queued' }) });
  store.receive({ type: 'server', seq: 3, server: sampleServer() });
  store.addServer(sampleServer({ state: 'failed' }));
  t.equal(store.state.servers.get('pv1')?.state, 'ready', 'an answer never replaces what an event said');
  const contact = { state: 'ok', since: null, message: null } as const;
  store.receive({ type: 'queue', seq: 4, queue: { title: 'Slurm', contact, jobs: [sampleJob()] } });
  store.receive({ type: 'servers_form', seq: 5, servers_form: { fields: [], can_start: true, title: 'Slurm' } });
  t.equal(store.state.serversForm.can_start, true);
  store.receive({ type: 'server_removed', seq: 6, id: 'pv1' });
  t.equal(store.state.servers.size, 0);
  t.same(heard, [
    ['queued', null],
    ['ready', 'queued'],
    [1, 0],
  ]);
  store.receive({
    ...snapshot(7, []),
    servers: [sampleServer()],
    queue: { title: null, contact, jobs: [] },
  } as FeedEvent);
  t.same([store.state.servers.size, store.state.queue.title], [1, null], 'a snapshot replaces them');
});

t.test('presets may have changed when an event says so, and at each snapshot', async (t) => {
  const store = new PageStore();
  let told = 0;
  store.onPresets(() => {
    told += 1;
  });
  store.receive(snapshot(1, []));
  store.receive({ type: 'presets', seq: 2 });
  store.receive({ type: 'presets', seq: 2 });
  t.equal(told, 2);
});
