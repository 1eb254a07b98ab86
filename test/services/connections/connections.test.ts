import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { linkingApp, makeConnections, startGreeter } from '../../support/connections-fixture.ts';
import { startConnections } from '../../support/connections-start.ts';
import { until, untilState } from '../../support/instance-fixture.ts';

t.setTimeout(120_000);

/** Texts match where they are contained: "connected" in "disconnected". */
const connected = /^connected$/;

t.test('a connected app shows its server and since when, and the server shows the app', async (t) => {
  const { connections, instances, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  const seen: string[] = [];
  connections.on('change', (id) => seen.push(connections.get(id).state));
  const connection = await connections.connect(app.id, { serverId: 'pv' });
  t.match(connection, { state: connected, server_id: 'pv', host: '127.0.0.1', port: server.port, reason: null });
  t.ok(Math.abs(Date.parse(connection.since ?? '') - Date.now()) < 5000);
  t.same([...new Set(seen)], ['connecting', 'connected'], 'both are events');
  t.same(listed.servers.get('pv').connected_instances, [app.id]);
  t.equal(server.clients(), 1);
  t.same(await connections.connect(app.id, { serverId: 'pv' }), connection, 'once more changes nothing');
  t.equal(server.clients(), 1);
  const secret = await readFile(join(instances.sessionDirectory(app.id), 'remote_control'), 'utf8');
  t.notOk(
    [...connections.log, ...instances.log].some((line) => line.includes(secret)),
    'the secret path is in no log',
  );
});

t.test('an address is taken for the listed server that it is', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  t.match(await connections.connect(app.id, { host: 'localhost', port: server.port }), {
    state: connected,
    server_id: 'pv',
  });
});

t.test('an app can be connected to an address that is no listed server, and from one server to another', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const first = await startGreeter(t, '+');
  const second = await startGreeter(t, '+');
  t.match(await connections.connect(app.id, { host: '127.0.0.1', port: first.port }), {
    state: connected,
    server_id: null,
    port: first.port,
  });
  listed.put('pv', { port: second.port });
  t.match(await connections.connect(app.id, { serverId: 'pv' }), { state: connected, server_id: 'pv' });
  t.equal(first.clients(), 0);
});

t.test('a disconnected app shows that its server ended with it', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  const connection = await connections.disconnect(app.id);
  t.match(connection, { state: 'disconnected', server_id: null, reason: /"Mine" ends when its last client leaves/ });
  t.match(connection.hint, /Start it again/);
  t.same(listed.servers.get('pv').connected_instances, []);
  listed.put('pv', { ends_with_last_client: false });
  await connections.connect(app.id, { serverId: 'pv' });
  t.match(await connections.disconnect(app.id), { state: 'disconnected', reason: null, hint: null });
});

t.test('an app without a connection is left alone by a disconnect', async (t) => {
  const orders: unknown[] = [];
  const { connections, app } = await startConnections(t, linkingApp(), {
    remoteControl: {
      send: async (_app, _path, order) => {
        orders.push(order);
        return { kind: 'done' };
      },
    },
  });
  t.match(await connections.disconnect(app.id), { state: 'disconnected', reason: null });
  t.same(orders, [], 'ParaView would lose the session that it has');
});

t.test('a server that ends shows at the app, with its name and what to do', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  server.end();
  listed.put('pv', { state: 'failed', state_reason: 'Its walltime was over' });
  await until(() => connections.get(app.id).state === 'disconnected');
  t.match(connections.get(app.id), {
    server_id: 'pv',
    reason: 'The ParaView server "Mine" ended: Its walltime was over.',
  });
  t.match(connections.get(app.id).hint, /another ParaView server/);
  await until(() => listed.servers.get('pv').connected_instances.length === 0);
  listed.drop('pv');
  t.match(await connections.ask(app.id), { state: 'disconnected', reason: 'The ParaView server "Mine" ended.' });
});

t.test('a connection that broke off by itself is seen without any other event', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  server.end();
  await until(() => connections.get(app.id).state === 'disconnected');
  t.match(connections.get(app.id).reason, /connection to the ParaView server "Mine" was closed/);
});

t.test('a new daemon tells the same, and what ended while there was none', async (t) => {
  const { connections, instances, listed, app, host } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  const connection = await connections.connect(app.id, { serverId: 'pv' });
  connections.close();
  const second = makeConnections(t, instances, listed.servers, host);
  t.same(await second.ask(app.id), connection);
  second.close();
  server.end();
  listed.drop('pv');
  const third = makeConnections(t, instances, listed.servers, host);
  t.match(await third.ask(app.id), { state: 'disconnected', reason: 'The ParaView server "Mine" ended.' });
});

t.test('a connection that the app made by itself is seen too', async (t) => {
  const { connections, listed, instances, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  const path = await readFile(join(instances.sessionDirectory(app.id), 'remote_control'), 'utf8');
  const order = { action: 'connect', url: '127.0.0.1', port: server.port };
  await fetch(`http://127.0.0.1:${app.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  await until(() => connections.get(app.id).state === 'connected');
  t.equal(connections.get(app.id).server_id, 'pv');
});

t.test('what was declared of an earlier run does not count for the next', async (t) => {
  const { connections, instances, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  await instances.restart(app.id);
  await untilState(instances, app.id, 'ready');
  t.match(await connections.ask(app.id), { state: 'disconnected', reason: null });
});
