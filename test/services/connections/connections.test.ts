import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ManagerError } from '../../../src/domain/errors.ts';
import type { Instance } from '../../../src/domain/instance.ts';
import type { TrameApp } from '../../../src/domain/trame-app.ts';
import type { ConnectionsOptions } from '../../../src/services/connections/connections-context.ts';
import { linkingApp, listedServers, makeConnections, startGreeter } from '../../support/connections-fixture.ts';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  python,
  request,
  until,
  untilState,
} from '../../support/instance-fixture.ts';

t.setTimeout(120_000);

/** Texts match where they are contained: "connected" in "disconnected". */
const connected = /^connected$/;

t.test('a connected app shows its server and since when, and the server shows the app', async (t) => {
  const { connections, instances, listed, app } = await start(t);
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
  const { connections, listed, app } = await start(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  t.match(await connections.connect(app.id, { host: 'localhost', port: server.port }), {
    state: connected,
    server_id: 'pv',
  });
});

t.test('an app can be connected to an address that is no listed server, and from one server to another', async (t) => {
  const { connections, listed, app } = await start(t);
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
  const { connections, listed, app } = await start(t);
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
  const { connections, app } = await start(t, linkingApp(), {
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
  const { connections, listed, app } = await start(t);
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
  const { connections, listed, app } = await start(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  server.end();
  await until(() => connections.get(app.id).state === 'disconnected');
  t.match(connections.get(app.id).reason, /connection to the ParaView server "Mine" was closed/);
});

t.test('a new daemon tells the same, and what ended while there was none', async (t) => {
  const { connections, instances, listed, app, host } = await start(t);
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
  const { connections, listed, instances, app } = await start(t);
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
  const { connections, instances, listed, app } = await start(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  await instances.restart(app.id);
  await untilState(instances, app.id, 'ready');
  t.match(await connections.ask(app.id), { state: 'disconnected', reason: null });
});

t.test('a port on which nothing listens is refused at once, and the app goes on', async (t) => {
  const { connections, listed, app } = await start(t);
  const server = await startGreeter(t, '+');
  server.end();
  listed.put('pv', { name: 'Mine', port: server.port });
  const error = await refusal(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'server_unreachable');
  t.match(error.message, /"Mine".*127\.0\.0\.1:\d+: nothing listens there/);
  t.match(connections.get(app.id), { state: 'failed', server_id: 'pv', reason: error.message });
  t.equal((await fetch(`http://127.0.0.1:${app.port}/`)).status, 200);
});

t.test('an attempt that fails before the app was asked leaves it connected to what it was', async (t) => {
  const { connections, listed, app } = await start(t);
  const server = await startGreeter(t, '+');
  const dead = await startGreeter(t, '+');
  dead.end();
  listed.put('pv', { port: dead.port });
  await connections.connect(app.id, { host: '127.0.0.1', port: server.port });
  t.equal((await refusal(connections.connect(app.id, { serverId: 'pv' }))).code, 'server_unreachable');
  t.match(await connections.ask(app.id), { state: connected, server_id: null, port: server.port, reason: null });
  server.end();
  await until(() => connections.get(app.id).state !== 'connected');
  t.equal((await refusal(connections.connect(app.id, { serverId: 'pv' }))).code, 'server_unreachable');
  t.match(connections.get(app.id), { state: 'failed', server_id: 'pv', port: dead.port });
});

t.test('a server with a client, which listens no more, is busy', async (t) => {
  const { connections, listed, instances, app } = await start(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  server.stopListening();
  const other = await launch(instances, linkingApp());
  const error = await refusal(connections.connect(other.id, { serverId: 'pv' }));
  t.equal(error.code, 'server_busy');
  t.match(error.message, /"Mine" has another client/);
  t.equal(connections.get(app.id).state, 'connected', 'and keeps it');
});

t.test('targets that cannot be servers are refused, each with its field', async (t) => {
  const { connections, listed, app } = await start(t);
  for (const port of [0, -1, 65_536, 1.5, Number.NaN]) {
    t.same(await fields(connections.connect(app.id, { host: 'localhost', port })), ['/port'], `port ${port}`);
  }
  for (const host of [
    '',
    'a b',
    'a/b',
    'a:1',
    '::1',
    '-a',
    'a\n',
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    'x'.repeat(300),
  ]) {
    t.same(await fields(connections.connect(app.id, { host, port: 11111 })), ['/host'], `host ${JSON.stringify(host)}`);
  }
  t.equal(
    (await refusal(connections.connect(app.id, { host: 'no.such.host.invalid', port: 1 }))).code,
    'server_unreachable',
  );
  t.equal((await refusal(connections.connect(app.id, { serverId: 'nope' }))).code, 'server_not_found');
  listed.put('pv', { state: 'queued', state_reason: 'Other jobs are ahead', port: 1 });
  const error = await refusal(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'server_not_ready');
  t.match(error.message, /waiting in the queue \(Other jobs are ahead\)/);
});

t.test('versions that differ are refused before the app is asked', async (t) => {
  const { connections, listed, app } = await start(t, linkingApp(), {
    witness: { versionOf: async () => '5.11', mark: async () => 0, faultSince: async () => null },
  });
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port, version: '5.12.1' });
  const error = await refusal(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'version_mismatch');
  t.match(error.message, /uses ParaView 5\.11; the server "Mine" is of version 5\.12\.1/);
  t.equal(server.clients(), 0);
  listed.put('pv', { version: '5.11.2' });
  t.match(await connections.connect(app.id, { serverId: 'pv' }), { state: connected });
});

t.test('a handshake that fails is told from the log, though the app says that all is well', async (t) => {
  const { connections, listed, app } = await start(t);
  const server = await startGreeter(t, 'R');
  listed.put('pv', { name: 'Mine', port: server.port });
  const error = await refusal(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'version_mismatch');
  t.match(error.message, /different versions of ParaView/);
  const welcoming = await startGreeter(t, '+');
  listed.put('pv', { port: welcoming.port });
  t.match(await connections.connect(app.id, { serverId: 'pv' }), { state: connected }, 'and the next one works');
});

t.test('an app that stands still is answered for within the time limit', async (t) => {
  const { connections, listed, app } = await start(t, linkingApp(), { connectTimeoutMs: 300 });
  const server = await startGreeter(t, '');
  listed.put('pv', { name: 'Mine', port: server.port });
  const began = performance.now();
  const connecting = connections.connect(app.id, { serverId: 'pv' });
  await until(() => connections.get(app.id).state === 'connecting');
  t.match(connections.get(app.id).reason, /stands still/);
  const other = await refusal(connections.connect(app.id, { host: '127.0.0.1', port: server.port + 1 }));
  t.match(other.message, /is being connected to "Mine" now/);
  const error = await refusal(connecting);
  t.ok(performance.now() - began < 3000);
  t.equal(error.code, 'connection_failed');
  t.match(error.message, /within 0 s/);
});

t.test('an app that crashes on connecting is a failed instance, and the connection says so', async (t) => {
  const { connections, instances, listed, app } = await start(t);
  const server = await startGreeter(t, 'K');
  listed.put('pv', { name: 'Mine', port: server.port, ends_with_last_client: false });
  const error = await refusal(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'connection_failed');
  t.match(error.message, /ended while it was being connected to "Mine": it crashed \(SIGSEGV\)\.$/);
  t.match(instances.get(app.id), { state: 'failed', signal: 'SIGSEGV' });
  t.match(connections.get(app.id), { state: 'failed', reason: error.message, hint: /Restart the app/ });
  const other = await launch(instances, linkingApp());
  const welcoming = await startGreeter(t, '+');
  listed.put('pv', { port: welcoming.port });
  t.match(await connections.connect(other.id, { serverId: 'pv' }), { state: connected }, 'the server is of use');
});

t.test('apps that have no remote control, or do not answer, say so', async (t) => {
  const { connections, instances, listed, app } = await start(t, makeApp({ paraview: true, command: silentApp }));
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  t.equal((await refusal(connections.connect(app.id, { serverId: 'pv' }))).code, 'no_remote_control');
  const plain = await launch(instances, linkingApp({ paraview: false }));
  t.equal((await refusal(connections.connect(plain.id, { serverId: 'pv' }))).code, 'no_remote_control');
  t.equal(connections.get(plain.id).state, 'disconnected');
  await instances.stop(app.id);
  await untilState(instances, app.id, 'stopped');
  t.equal((await refusal(connections.connect(app.id, { serverId: 'pv' }))).code, 'instance_not_running');
  t.equal((await refusal(connections.connect('nobody', { serverId: 'pv' }))).code, 'instance_not_found');
});

t.test('an app that waits is connected as soon as its server is ready, also by a new daemon', async (t) => {
  const { connections, instances, listed, app, host } = await start(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', state: 'queued' });
  connections.connectWhenReady(app.id, 'pv');
  await until(() => connections.get(app.id).state === 'waiting');
  t.match(connections.get(app.id), {
    server_id: 'pv',
    reason: 'Connects as soon as the ParaView server "Mine" is ready.',
  });
  connections.close();
  const second = makeConnections(t, instances, listed.servers, host);
  t.match(await second.ask(app.id), { state: 'waiting', server_id: 'pv' });
  listed.put('pv', { state: 'ready', port: server.port });
  await until(() => second.get(app.id).state === 'connected');
  t.equal(second.get(app.id).server_id, 'pv');
});

t.test('an app that is still starting waits for itself, too', async (t) => {
  const { connections, instances, listed } = await start(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  const app = await instances.launch(request(linkingApp()));
  connections.connectWhenReady(app.id, 'pv');
  await until(() => connections.get(app.id).state === 'connected');
});

t.test('waiting ends with a reason when the server or the app ends, and by a disconnect', async (t) => {
  const { connections, instances, listed, app } = await start(t);
  listed.put('pv', { name: 'Mine', state: 'starting' });
  connections.connectWhenReady(app.id, 'pv');
  await until(() => connections.get(app.id).state === 'waiting');
  listed.put('pv', { state: 'failed', state_reason: 'Out of memory' });
  await until(() => connections.get(app.id).state === 'failed');
  t.match(connections.get(app.id).reason, /"Mine" ended before it could be connected to: Out of memory\./);

  listed.put('pv', { state: 'starting' });
  connections.connectWhenReady(app.id, 'pv');
  await until(() => connections.get(app.id).state === 'waiting');
  t.match(await connections.disconnect(app.id), { state: 'disconnected', reason: null });

  connections.connectWhenReady(app.id, 'pv');
  await until(() => connections.get(app.id).state === 'waiting');
  await instances.stop(app.id);
  await until(() => connections.get(app.id).state === 'failed');
  t.match(connections.get(app.id).reason, /app ended before/);
});

t.test('of an app on another machine the log of the server is asked, else nobody can tell', async (t) => {
  const { connections, instances, listed, app, host } = await start(t);
  connections.close();
  const server = await startGreeter(t, '+');
  const { list, get } = instances;
  const asJobs = { list: () => list().map(asJob), get: (id: string) => asJob(get(id)) };
  const remote = makeConnections(t, Object.assign(instances, asJobs), listed.servers, host);
  const log = join(t.testdir({ log: 'Accepting connection(s): n1:11111\n' }), 'log');
  listed.setLog('pv', log);
  listed.put('pv', { port: server.port, is_managed: true });
  const connecting = remote.connect(app.id, { serverId: 'pv' });
  await until(() => server.clients() === 1);
  await appendFile(log, 'Client connected.\n');
  t.match(await connecting, { state: connected, server_id: 'pv' });
  await appendFile(log, 'Exiting...\n');
  await until(() => remote.get(app.id).state === 'disconnected');
  listed.put('other', { port: server.port });
  t.match(await remote.connect(app.id, { serverId: 'other' }), { state: 'unknown', reason: /runs on another machine/ });
});

/** A web server without any remote control. */
const silentApp = `exec ${python} -S -E -m http.server --bind 127.0.0.1 $PORT`;

function asJob(instance: Instance): Instance {
  return { ...instance, job: {} as Instance['job'] };
}

async function start(t: Test, app: TrameApp = linkingApp(), changes: Partial<ConnectionsOptions> = {}) {
  const state = await makeStateDirectory(t);
  const host = await makeHost(state);
  const instances = await makeInstances(t, state, { host });
  const listed = listedServers();
  const connections = makeConnections(t, instances, listed.servers, host, changes);
  return { connections, instances, listed, host, app: await launch(instances, app) };
}

async function launch(instances: Awaited<ReturnType<typeof makeInstances>>, app: TrameApp): Promise<Instance> {
  const { id } = await instances.launch(request(app));
  return untilState(instances, id, 'ready');
}

async function refusal(work: Promise<unknown>): Promise<ManagerError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ManagerError) return error;
  throw error ?? new Error('It was not refused.');
}

async function fields(work: Promise<unknown>): Promise<string[]> {
  return (await refusal(work)).errors.map(({ path }) => path);
}
