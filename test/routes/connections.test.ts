import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import t, { type Test } from 'tap';
import { connectionRoutes } from '../../src/routes/connections.ts';
import { registerErrorHandler } from '../../src/routes/error-handler.ts';
import { showConnections } from '../../src/services/connections/shown-instances.ts';
import { writeApp } from '../support/app-files.ts';
import {
  linkingApp,
  linkingCommand,
  listedServers,
  makeConnections,
  startGreeter,
} from '../support/connections-fixture.ts';
import { makeHost, makeInstances, makeStateDirectory, request, untilState } from '../support/instance-fixture.ts';
import { restApi } from '../support/rest.ts';
import { until } from '../support/until.ts';

t.test('PUT connects, GET tells, DELETE disconnects', async (t) => {
  const { call, listed, server } = await api(t);
  listed.put('pv', { name: 'Mine', port: server.port });
  t.same(await call('GET'), { status: 200, json: notConnected });
  const connected = await call('PUT', { server_id: 'pv' });
  t.equal(connected.status, 200);
  t.match(connected.json, { state: /^connected$/, server_id: 'pv', host: '127.0.0.1', port: server.port });
  t.same(await call('GET'), connected);
  const { status, json } = await call('DELETE');
  t.equal(status, 200);
  t.match(json, { state: 'disconnected', reason: /ends when its last client leaves/, hint: /Start it again/ });
  t.match(await call('PUT', { host: '127.0.0.1', port: server.port }), {
    status: 200,
    json: { state: /^connected$/, server_id: 'pv' },
  });
});

t.test('a server that is not ready yet is waited for where that is asked', async (t) => {
  const { call, listed, server } = await api(t);
  listed.put('pv', { state: 'queued', port: server.port });
  const waiting = await call('PUT', { server_id: 'pv', when_ready: true });
  t.match(waiting, { status: 200, json: { state: 'waiting', server_id: 'pv' } });
  listed.put('pv', { state: 'ready', port: server.port });
  await until(async () => (await call('GET')).json.state === 'connected', 'it connects by itself');
  t.match(await call('PUT', { server_id: 'nope', when_ready: true }), {
    status: 404,
    json: { code: 'server_not_found' },
  });
});

t.test('what cannot be done is a problem with a code', async (t) => {
  const { call, listed, server, app } = await api(t);
  for (const body of [
    {},
    null,
    [],
    { host: 'n1' },
    { server_id: 1 },
    { server_id: 'pv', port: 1 },
    { host: 'n1', port: '1' },
  ]) {
    t.match(await call('PUT', body), { status: 400, json: { code: 'invalid_request' } }, JSON.stringify(body));
  }
  t.match(await call('PUT', { host: 'n 1', port: 99_999 }), {
    status: 422,
    json: { code: 'invalid_parameters', errors: [{ path: '/host' }, { path: '/port' }] },
  });
  t.match(await call('PUT', { server_id: 'nope' }), { status: 404, json: { code: 'server_not_found' } });
  listed.put('pv', { state: 'queued' });
  t.match(await call('PUT', { server_id: 'pv' }), { status: 409, json: { code: 'server_not_ready' } });
  server.end();
  listed.put('pv', { state: 'ready', port: server.port });
  t.match(await call('PUT', { server_id: 'pv' }), { status: 502, json: { code: 'server_unreachable' } });
  for (const method of ['GET', 'DELETE'] as const) {
    const answer = await app.inject({ method, url: '/instances/nobody/connection' });
    t.match(answer.json(), { status: 404, code: 'instance_not_found' });
  }
});

t.test('instances are shown with their connection, and a change of it is a change of theirs', async (t) => {
  const { call, listed, server, instances, connections, id } = await api(t);
  listed.put('pv', { port: server.port });
  const shown = showConnections(instances, connections);
  const seen: (string | undefined)[] = [];
  shown.on('change', (instance) => void seen.push(instance.connection?.state));
  t.match(shown.get(id).connection, notConnected);
  await call('PUT', { server_id: 'pv' });
  t.same(shown.list()[0]?.connection, connections.get(id));
  t.ok(seen.includes('connecting'));
  t.equal(seen.at(-1), 'connected');
  const plain = await shown.launch(request(linkingApp({ paraview: false })));
  t.equal(plain.connection, null, 'apps that have none');
  t.match(await shown.stop(id), { id, connection: { state: 'connected' } });
  const removed = new Promise((resolve) => shown.once('remove', resolve));
  await shown.remove(id);
  t.equal(await removed, id);
});

t.test('a launch that names a server is connected when both are ready, and the next daemon knows it', async (t) => {
  const home = await makeStateDirectory(t);
  const server = await startGreeter(t, '+');
  const site = join(home, 'site.yml');
  await writeFile(
    site,
    `title: Test\nparaview:\n  known:\n    - {name: Mine, host: localhost, port: ${server.port}}\n`,
  );
  const command = linkingCommand.replaceAll('\n', '\n  ');
  writeApp(home, 'linking', `name: Linking\nkind: web\nparaview: true\ncommand: |\n  ${command}\n`);
  writeApp(home, 'plain', 'name: Plain\nkind: web\ncommand: sleep 60\n');
  const api = await restApi(t, home, ['--configuration', site]);
  const { servers } = (await api.call('GET', '/api/v1/servers')).json;
  t.match(servers, [{ name: 'Mine', state: 'ready' }]);
  const [{ id: serverId }] = servers;
  const launch = (app: string, connectTo: string) =>
    api.call('POST', `/api/v1/apps/${app}/instances`, { connect_to: connectTo });
  t.match(await launch('linking', 'nope'), { status: 404, json: { code: 'server_not_found' } });
  t.match(await launch('plain', serverId), { status: 409, json: { code: 'no_remote_control' } });
  const { status, json: launched } = await launch('linking', serverId);
  t.equal(status, 201);
  const url = `/api/v1/instances/${launched.id}`;
  await until(async () => (await api.call('GET', url)).json.connection.state === 'connected');
  const { connection } = (await api.call('GET', url)).json;
  t.match(connection, { server_id: serverId, host: 'localhost', port: server.port, reason: null, hint: null });
  await until(async () => {
    const answer = await api.call('GET', `/api/v1/servers/${serverId}`);
    return answer.json.connected_instances.includes(launched.id);
  });
  const next = await restApi(t, home, ['--configuration', site]);
  t.same((await next.call('GET', `${url}/connection`)).json, connection);
});

const notConnected = {
  state: 'disconnected',
  server_id: null,
  host: null,
  port: null,
  since: null,
  reason: null,
  hint: null,
};

/** The routes on the real service, with an app that is ready and a server that welcomes it. */
async function api(t: Test) {
  const state = await makeStateDirectory(t);
  const host = await makeHost(state);
  const instances = await makeInstances(t, state, { host });
  const listed = listedServers();
  const connections = makeConnections(t, instances, listed.servers, host);
  const { id } = await instances.launch(request(linkingApp()));
  await untilState(instances, id, 'ready');
  const app = fastify();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  registerErrorHandler(app);
  await app.register(connectionRoutes, { connections });
  t.teardown(() => app.close());
  const call = async (method: 'GET' | 'PUT' | 'DELETE', body?: unknown) => {
    const payload =
      body === undefined ? {} : { payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await app.inject({ method, url: `/instances/${id}/connection`, ...payload });
    return { status: answer.statusCode, json: answer.json() };
  };
  return { app, call, listed, instances, connections, id, server: await startGreeter(t, '+') };
}
