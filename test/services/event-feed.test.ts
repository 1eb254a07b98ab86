import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { createEventFeed, type FeedSocket } from '../../src/services/event-feed.ts';
import { createFavouriteBook } from '../../src/services/favourites.ts';
import type { AppCatalog, Instances, JobQueue, ParaViewServers } from '../../src/services/ports.ts';

function setUp() {
  const apps = Object.assign(new EventEmitter(), { list: async () => ({ apps: [], problems: [], searched: ['/s'] }) });
  const instances = Object.assign(new EventEmitter(), { list: () => [{ id: 'a' }] });
  const looks = { queue: 0, servers: 0 };
  const watch = (what: keyof typeof looks) => () => {
    looks[what] += 1;
    return () => {
      looks[what] -= 1;
    };
  };
  const servers = Object.assign(new EventEmitter(), {
    canStart: true,
    startsJobs: true,
    list: () => [{ id: 's' }],
    form: async (): Promise<object[]> => [],
    watch: watch('servers'),
  });
  const queue = Object.assign(new EventEmitter(), {
    title: 'Slurm',
    contact: () => ({ state: 'ok', since: null, message: null }),
    list: () => [{ id: '7' }],
    watch: watch('queue'),
  });
  const shelves = { apps: [], paths: [], recent_apps: [], recent_paths: [] };
  const favourites = createFavouriteBook({ read: async () => shelves, update: async (change) => change(shelves) });
  const presets = new EventEmitter<{ change: [] }>();
  const feed = createEventFeed({
    apps: apps as unknown as AppCatalog,
    instances: instances as unknown as Instances,
    servers: servers as unknown as ParaViewServers,
    queue: queue as unknown as JobQueue,
    favourites,
    presets,
    system: () => ({ host: 'n1' }),
    presentApps: (listing) => listing,
  });
  return { apps, instances, servers, queue, favourites, presets, looks, feed };
}

function socket() {
  const events: Record<string, unknown>[] = [];
  const closed: { code: number | null } = { code: null };
  const self: FeedSocket & { events: typeof events; closed: typeof closed; bufferedAmount: number } = {
    bufferedAmount: 0,
    events,
    closed,
    send: (text) => void events.push(JSON.parse(text)),
    close(code) {
      closed.code = code;
    },
  };
  return self;
}

t.test('a viewer gets one snapshot, then each change with the next number', async (t) => {
  const { apps, instances, servers, queue, favourites, presets, feed } = setUp();
  const viewer = socket();
  const leave = await feed.join(viewer);
  t.match(viewer.events[0], {
    type: 'snapshot',
    seq: 0,
    system: { host: 'n1' },
    instances: [{ id: 'a' }],
    searched: ['/s'],
    servers: [{ id: 's' }],
    servers_form: { fields: [], can_start: true, title: 'Slurm' },
    queue: { title: 'Slurm', contact: { state: 'ok' }, jobs: [{ id: '7' }] },
    favourites: { apps: [], paths: [], recent_apps: [] },
  });
  instances.emit('change', { id: 'b' });
  instances.emit('remove', 'b');
  apps.emit('change', { apps: [], problems: [], searched: [] });
  servers.emit('change', { id: 's2' });
  servers.emit('remove', 's2');
  queue.emit('change');
  await favourites.add('paths', '/data/');
  presets.emit('change');
  t.match(viewer.events.slice(1), [
    { type: 'instance', seq: 1, instance: { id: 'b' } },
    { type: 'instance_removed', seq: 2, id: 'b' },
    { type: 'apps', seq: 3, apps: [] },
    { type: 'server', seq: 4, server: { id: 's2' } },
    { type: 'server_removed', seq: 5, id: 's2' },
    { type: 'queue', seq: 6, queue: { title: 'Slurm', jobs: [{ id: '7' }] } },
    { type: 'favourites', seq: 7, favourites: { apps: [], paths: ['/data'] } },
    { type: 'presets', seq: 8 },
  ]);
  leave();
  instances.emit('change', { id: 'c' });
  t.equal(viewer.events.length, 9);
});

t.test('the scheduler and servers are looked at for as long as somebody watches', async (t) => {
  const { looks, feed } = setUp();
  const leaveFirst = await feed.join(socket());
  const leaveSecond = await feed.join(socket());
  t.strictSame(looks, { queue: 2, servers: 2 });
  leaveFirst();
  leaveFirst();
  t.strictSame(looks, { queue: 1, servers: 1 });
  leaveSecond();
  t.strictSame(looks, { queue: 0, servers: 0 });
});

t.test('the form of servers follows when the scheduler has answered, and only when it changed', async (t) => {
  const { servers, feed } = setUp();
  const scheduler = Promise.withResolvers<object[]>();
  servers.form = () => scheduler.promise;
  const first = socket();
  await feed.join(first);
  t.match(first.events, [{ type: 'snapshot', servers_form: { fields: [] } }]);
  scheduler.resolve([{ name: 'nodes' }]);
  await new Promise(setImmediate);
  t.match(first.events[1], { type: 'servers_form', servers_form: { fields: [{ name: 'nodes' }], can_start: true } });
  const second = socket();
  await feed.join(second);
  await new Promise(setImmediate);
  t.match(second.events, [{ type: 'snapshot', seq: 1, servers_form: { fields: [{ name: 'nodes' }] } }]);
  servers.form = () => Promise.reject(new Error('no scheduler'));
  await feed.join(socket());
  await new Promise(setImmediate);
  t.equal(first.events.length, 2, 'what was known stays');
});

t.test('a viewer that reads too slowly is dropped with 4008, the others go on', async (t) => {
  const { instances, feed } = setUp();
  const slow = socket();
  const quick = socket();
  await feed.join(slow);
  await feed.join(quick);
  slow.bufferedAmount = 5 * 1024 * 1024;
  instances.emit('change', { id: 'b' });
  t.equal(slow.closed.code, 4008);
  t.equal(slow.events.length, 1);
  t.equal(quick.events.length, 2);
});

t.test('closing says goodbye and stops listening', async (t) => {
  const { instances, feed } = setUp();
  const viewer = socket();
  await feed.join(viewer);
  feed.close();
  t.equal(viewer.closed.code, 1001);
  t.equal(instances.listenerCount('change'), 0);
});

t.test('over a real socket, a reader that stands still gets what waited, then the code', async (t) => {
  const { instances, feed } = setUp();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  t.teardown(() => server.close());
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.teardown(() => client.terminate());
  const [viewer] = (await once(server, 'connection')) as [WebSocket];
  await once(client, 'open');
  await feed.join(viewer);
  client.pause();
  let sent = 0;
  const filler = 'x'.repeat(100_000);
  while (viewer.readyState === WebSocket.OPEN && sent < 1000) {
    instances.emit('change', { id: `b${sent}`, filler });
    sent += 1;
    await new Promise(setImmediate);
  }
  t.ok(sent < 1000, `dropped after ${sent} events`);
  t.ok(viewer.bufferedAmount < 6 * 1024 * 1024, 'what waits is bounded');
  const closed = once(client, 'close');
  client.resume();
  t.equal((await closed)[0], 4008);
});
