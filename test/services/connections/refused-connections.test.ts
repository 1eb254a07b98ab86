import t from 'tap';
import { linkingApp, startGreeter } from '../../support/connections-fixture.ts';
import { launchReady, refusalOf, startConnections } from '../../support/connections-start.ts';
import { makeApp, python, until, untilState } from '../../support/instance-fixture.ts';

t.setTimeout(120_000);

/** Texts match where they are contained: "connected" in "disconnected". */
const connected = /^connected$/;

t.test('a port on which nothing listens is refused at once, and the app goes on', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  server.end();
  listed.put('pv', { name: 'Mine', port: server.port });
  const error = await refusalOf(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'server_unreachable');
  t.match(error.message, /"Mine".*127\.0\.0\.1:\d+: nothing listens there/);
  t.match(connections.get(app.id), { state: 'failed', server_id: 'pv', reason: error.message });
  t.equal((await fetch(`http://127.0.0.1:${app.port}/`)).status, 200);
});

t.test('an attempt that fails before the app was asked leaves it connected to what it was', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  const dead = await startGreeter(t, '+');
  dead.end();
  listed.put('pv', { port: dead.port });
  await connections.connect(app.id, { host: '127.0.0.1', port: server.port });
  t.equal((await refusalOf(connections.connect(app.id, { serverId: 'pv' }))).code, 'server_unreachable');
  t.match(await connections.ask(app.id), { state: connected, server_id: null, port: server.port, reason: null });
  server.end();
  await until(() => connections.get(app.id).state !== 'connected');
  t.equal((await refusalOf(connections.connect(app.id, { serverId: 'pv' }))).code, 'server_unreachable');
  t.match(connections.get(app.id), { state: 'failed', server_id: 'pv', port: dead.port });
});

t.test('a server with a client, which listens no more, is busy', async (t) => {
  const { connections, listed, instances, app } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port });
  await connections.connect(app.id, { serverId: 'pv' });
  server.stopListening();
  const other = await launchReady(instances, linkingApp());
  const error = await refusalOf(connections.connect(other.id, { serverId: 'pv' }));
  t.equal(error.code, 'server_busy');
  t.match(error.message, /"Mine" has another client/);
  t.equal(connections.get(app.id).state, 'connected', 'and keeps it');
});

t.test('targets that cannot be servers are refused, each with its field', async (t) => {
  const { connections, listed, app } = await startConnections(t);
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
    (await refusalOf(connections.connect(app.id, { host: 'no.such.host.invalid', port: 1 }))).code,
    'server_unreachable',
  );
  t.equal((await refusalOf(connections.connect(app.id, { serverId: 'nope' }))).code, 'server_not_found');
  listed.put('pv', { state: 'queued', state_reason: 'Other jobs are ahead', port: 1 });
  const error = await refusalOf(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'server_not_ready');
  t.match(error.message, /waiting in the queue \(Other jobs are ahead\)/);
});

t.test('versions that differ are refused before the app is asked', async (t) => {
  const { connections, listed, app } = await startConnections(t, linkingApp(), {
    witness: { versionOf: async () => '5.11', mark: async () => 0, faultSince: async () => null },
  });
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', port: server.port, version: '5.12.1' });
  const error = await refusalOf(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'version_mismatch');
  t.match(error.message, /uses ParaView 5\.11; the server "Mine" is of version 5\.12\.1/);
  t.equal(server.clients(), 0);
  listed.put('pv', { version: '5.11.2' });
  t.match(await connections.connect(app.id, { serverId: 'pv' }), { state: connected });
});

t.test('a handshake that fails is told from the log, though the app says that all is well', async (t) => {
  const { connections, listed, app } = await startConnections(t);
  const server = await startGreeter(t, 'R');
  listed.put('pv', { name: 'Mine', port: server.port });
  const error = await refusalOf(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'version_mismatch');
  t.match(error.message, /different versions of ParaView/);
  const welcoming = await startGreeter(t, '+');
  listed.put('pv', { port: welcoming.port });
  t.match(await connections.connect(app.id, { serverId: 'pv' }), { state: connected }, 'and the next one works');
});

t.test('an app that stands still is answered for within the time limit', async (t) => {
  const { connections, listed, app } = await startConnections(t, linkingApp(), { connectTimeoutMs: 300 });
  const server = await startGreeter(t, '');
  listed.put('pv', { name: 'Mine', port: server.port });
  const began = performance.now();
  const connecting = connections.connect(app.id, { serverId: 'pv' });
  await until(() => connections.get(app.id).state === 'connecting');
  t.match(connections.get(app.id).reason, /stands still/);
  const askForOther = () => refusalOf(connections.connect(app.id, { host: '127.0.0.1', port: server.port + 1 }));
  // What it is being connected to is looked up first.
  await until(async () => /is being connected to "Mine" now/.test((await askForOther()).message));
  const error = await refusalOf(connecting);
  t.ok(performance.now() - began < 3000);
  t.equal(error.code, 'connection_failed');
  t.match(error.message, /within 0 s/);
});

t.test('an app that crashes on connecting is a failed instance, and the connection says so', async (t) => {
  const { connections, instances, listed, app } = await startConnections(t);
  const server = await startGreeter(t, 'K');
  listed.put('pv', { name: 'Mine', port: server.port, ends_with_last_client: false });
  const error = await refusalOf(connections.connect(app.id, { serverId: 'pv' }));
  t.equal(error.code, 'connection_failed');
  t.match(error.message, /ended while it was being connected to "Mine": it crashed \(SIGSEGV\)\.$/);
  t.match(instances.get(app.id), { state: 'failed', signal: 'SIGSEGV' });
  t.match(connections.get(app.id), { state: 'failed', reason: error.message, hint: /Restart the app/ });
  const other = await launchReady(instances, linkingApp());
  const welcoming = await startGreeter(t, '+');
  listed.put('pv', { port: welcoming.port });
  t.match(await connections.connect(other.id, { serverId: 'pv' }), { state: connected }, 'the server is of use');
});

t.test('apps that have no remote control, or do not answer, say so', async (t) => {
  const { connections, instances, listed, app } = await startConnections(
    t,
    makeApp({ paraview: true, command: silentApp }),
  );
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  t.equal((await refusalOf(connections.connect(app.id, { serverId: 'pv' }))).code, 'no_remote_control');
  const plain = await launchReady(instances, linkingApp({ paraview: false }));
  t.equal((await refusalOf(connections.connect(plain.id, { serverId: 'pv' }))).code, 'no_remote_control');
  t.equal(connections.get(plain.id).state, 'disconnected');
  await instances.stop(app.id);
  await untilState(instances, app.id, 'stopped');
  t.equal((await refusalOf(connections.connect(app.id, { serverId: 'pv' }))).code, 'instance_not_running');
  t.equal((await refusalOf(connections.connect('nobody', { serverId: 'pv' }))).code, 'instance_not_found');
});

/** A web server without any remote control. */
const silentApp = `exec ${python} -S -E -m http.server --bind 127.0.0.1 $PORT`;

async function fields(work: Promise<unknown>): Promise<string[]> {
  return (await refusalOf(work)).errors.map(({ path }) => path);
}
