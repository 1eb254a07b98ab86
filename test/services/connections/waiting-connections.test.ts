import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Instance } from '../../../src/domain/instance.ts';
import { linkingApp, makeConnections, startGreeter } from '../../support/connections-fixture.ts';
import { startConnections } from '../../support/connections-start.ts';
import { request, until } from '../../support/instance-fixture.ts';

t.setTimeout(120_000);

/** Texts match where they are contained: "connected" in "disconnected". */
const connected = /^connected$/;

t.test('an app that waits is connected as soon as its server is ready, also by a new daemon', async (t) => {
  const { connections, instances, listed, app, host } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { name: 'Mine', state: 'queued' });
  t.match(await connections.connectWhenReady(app.id, 'pv'), {
    state: 'waiting',
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
  const { connections, instances, listed } = await startConnections(t);
  const server = await startGreeter(t, '+');
  listed.put('pv', { port: server.port });
  const app = await instances.launch(request(linkingApp()));
  connections.connectWhenReady(app.id, 'pv');
  await until(() => connections.get(app.id).state === 'connected');
});

t.test('waiting ends with a reason when the server or the app ends, and by a disconnect', async (t) => {
  const { connections, instances, listed, app } = await startConnections(t);
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
  const { connections, instances, listed, app, host } = await startConnections(t);
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

function asJob(instance: Instance): Instance {
  return { ...instance, job: {} as Instance['job'] };
}
