import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { createEventFeed, type FeedSocket } from '../../src/services/event-feed.ts';
import type { AppCatalog, Instances } from '../../src/services/ports.ts';

function setUp() {
  const apps = Object.assign(new EventEmitter(), { list: async () => ({ apps: [], problems: [], searched: ['/s'] }) });
  const instances = Object.assign(new EventEmitter(), { list: () => [{ id: 'a' }] });
  const feed = createEventFeed({
    apps: apps as unknown as AppCatalog,
    instances: instances as unknown as Instances,
    system: () => ({ host: 'n1' }),
    presentApps: (listing) => listing,
  });
  return { apps, instances, feed };
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
  const { apps, instances, feed } = setUp();
  const viewer = socket();
  const leave = await feed.join(viewer);
  t.match(viewer.events[0], {
    type: 'snapshot',
    seq: 0,
    system: { host: 'n1' },
    instances: [{ id: 'a' }],
    searched: ['/s'],
    servers: [],
  });
  instances.emit('change', { id: 'b' });
  instances.emit('remove', 'b');
  apps.emit('change', { apps: [], problems: [], searched: [] });
  t.match(viewer.events.slice(1), [
    { type: 'instance', seq: 1, instance: { id: 'b' } },
    { type: 'instance_removed', seq: 2, id: 'b' },
    { type: 'apps', seq: 3, apps: [] },
  ]);
  leave();
  instances.emit('change', { id: 'c' });
  t.equal(viewer.events.length, 4);
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
    instances.emit('change', { id: 'b', filler });
    sent += 1;
    await new Promise(setImmediate);
  }
  t.ok(sent < 1000, `dropped after ${sent} events`);
  t.ok(viewer.bufferedAmount < 6 * 1024 * 1024, 'what waits is bounded');
  const closed = once(client, 'close');
  client.resume();
  t.equal((await closed)[0], 4008);
});
