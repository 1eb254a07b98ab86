import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import fastify from 'fastify';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { createLogReader } from '../../src/adapters/log-file.ts';
import { createPresetStore } from '../../src/adapters/preset-store.ts';
import { ManagerError } from '../../src/domain/errors.ts';
import { registerErrorHandler } from '../../src/routes/error-handler.ts';
import { logRoutes, serverLogs } from '../../src/routes/logs.ts';
import { presetRoutes } from '../../src/routes/presets.ts';
import { serverRoutes } from '../../src/routes/servers.ts';
import { createPresetBook } from '../../src/services/form-presets.ts';
import { createIdempotencyStore } from '../../src/services/idempotency.ts';
import { fakeJobQueue } from '../support/fake-job-queue.ts';
import { formField } from '../support/form-samples.ts';
import { makeStateDirectory } from '../support/instance-fixture.ts';
import { makeServers, untilServer } from '../support/server-fixture.ts';
import { until } from '../support/until.ts';

const listening = `echo "listens soon"; exec ${process.execPath} -e '
  require("net").createServer().listen(process.env.PORT, "127.0.0.1", () => console.log("listens"))'`;

/** The routes over the real service on this machine. */
async function setUp(t: Test, changes: Parameters<typeof makeServers>[3] = {}) {
  const state = await makeStateDirectory(t);
  const queue = fakeJobQueue();
  const servers = await makeServers(t, state, queue.queue, {
    paraview_site: {
      start: 'local',
      command: listening,
      fields: [formField('tasks', { type: 'integer', min: 1, max: 4, default: 1, label: 'Tasks' })],
    },
    ...changes,
  });
  const presets = createPresetBook(createPresetStore(join(state, 'presets.json')));
  const app = fastify({ routerOptions: { maxParamLength: 300 } });
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  registerErrorHandler(app);
  await app.register(websocket);
  await app.register(serverRoutes, { servers, queue: queue.queue, idempotency: createIdempotencyStore(), presets });
  await app.register(logRoutes, serverLogs(servers, createLogReader()));
  await app.register(presetRoutes, { presets });
  t.teardown(() => app.close());
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, headers = {}) => {
    const answer = await app.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: isJson ? answer.json() : null,
    };
  };
  return { app, servers, state, call, ...queue };
}

t.test('a server is started, listed, stopped, started again and removed', async (t) => {
  const { call, servers } = await setUp(t);
  t.match((await call('GET', '/servers')).json, { servers: [], can_start: true, form: [{ name: 'tasks', max: 4 }] });
  const started = await call('POST', '/servers', { name: 'Größe "7/8"', tasks: 2 });
  t.equal(started.status, 201);
  const { id } = started.json;
  t.equal(started.headers.location, `servers/${id}`);
  t.match(started.json, { name: 'Größe "7/8"', kind: 'local', state: 'starting', values: { tasks: 2 }, job: null });
  t.match((await call('GET', `/servers/${id}/pvsc`)).json, { status: 409, code: 'server_not_ready' });
  const { port } = await untilServer(servers, id, 'ready');
  t.match((await call('GET', `/servers/${id}`)).json, { state: 'ready', host: 'localhost', port });

  const file = await call('GET', `/servers/${id}/pvsc`);
  t.equal(file.headers['content-disposition'], 'attachment; filename="Gr__e__7_8_.pvsc"');
  t.match(file.text, `<Server name="Größe &#34;7/8&#34;" resource="cs://localhost:${port}"`);
  t.match(file.text, `ssh -L ${port}:localhost:${port} `);

  const stopped = await call('POST', `/servers/${id}/stop`);
  t.match(stopped, { status: 202, json: { state: 'ending' } });
  await untilServer(servers, id, 'stopped');
  const again = await call('POST', `/servers/${id}/restart`);
  t.match(again, { status: 201, json: { name: 'Größe "7/8"', values: { tasks: 2 } } });
  t.not(again.json.id, id);
  t.match((await call('POST', `/servers/${id}/restart`, { after: true })).json, { code: 'not_supported' });
  t.equal((await call('DELETE', `/servers/${id}`)).status, 204);
  t.match((await call('GET', `/servers/${id}`)).json, { status: 404, code: 'server_not_found' });
});

t.test('wrong values are named with their fields, and a dry run starts nothing', async (t) => {
  const { call } = await setUp(t);
  t.match((await call('POST', '/servers', { tasks: 9 })).json, {
    status: 422,
    code: 'invalid_parameters',
    errors: [{ path: '/tasks' }],
  });
  t.match((await call('POST', '/servers', { taks: 1 })).json, { errors: [{ path: '/taks', message: /tasks/ }] });
  t.match((await call('POST', '/servers', { name: 7 })).json, { status: 400, code: 'invalid_request' });
  const dry = await call('POST', '/servers?dry_run=true', { tasks: 2 });
  t.match(dry, { status: 200, json: { problems: [], script: /listens soon/ } });
  t.same(Object.keys(dry.json).sort(), ['estimated_start', 'problems', 'script']);
  t.same((await call('GET', '/servers')).json.servers, []);
});

t.test('a POST with a known Idempotency-Key answers the first result', async (t) => {
  const { call } = await setUp(t);
  const headers = { 'idempotency-key': 'k1' };
  const first = await call('POST', '/servers', { tasks: 2 }, headers);
  const second = await call('POST', '/servers', { tasks: 2 }, headers);
  t.equal(second.json.id, first.json.id);
  t.equal((await call('GET', '/servers')).json.servers.length, 1);
  t.match((await call('POST', '/servers', { tasks: 3 }, headers)).json, { code: 'idempotency_key_reused' });
});

t.test('the log is told as text, and followed by a websocket', async (t) => {
  const { app, call, servers } = await setUp(t);
  const { id } = (await call('POST', '/servers', {})).json;
  await untilServer(servers, id, 'ready');
  await until(async () => (await call('GET', `/servers/${id}/log`)).text === 'listens soon\nlistens\n', 'the log');
  t.equal((await call('GET', `/servers/${id}/log?tail=1`)).text, 'listens\n');
  t.match((await call('GET', `/servers/${id}/log`)).headers['content-type'], 'text/plain');
  t.match((await call('GET', '/servers/none/log')).json, { code: 'server_not_found' });
  const address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
  const socket = new WebSocket(`${address}/servers/${id}/log/follow?tail=1`);
  const [first] = await once(socket, 'message');
  t.equal(String(first), 'listens\n');
  socket.terminate();
  const none = new WebSocket(`${address}/servers/none/log/follow`);
  const [code] = await once(none, 'close');
  t.equal(code, 4404);
});

t.test('the list is there while the scheduler does not answer, without the form', async (t) => {
  const { call, queue } = await setUp(t, {
    paraview_site: {
      start: 'job',
      job: { template: '#!/bin/bash\n', fields: [formField('account', { type: 'account' })] },
    },
  });
  const silent = async () => {
    throw new ManagerError('scheduler_unavailable', 'It does not answer.');
  };
  Object.assign(queue, { limits: silent, submit: silent });
  t.match((await call('GET', '/servers')).json, { servers: [], can_start: true });
  t.match(await call('POST', '/servers', {}), {
    status: 503,
    headers: { 'retry-after': '10' },
    json: { code: 'scheduler_unavailable' },
  });
});

t.test('a start and a stop that prefer to wait are answered with what came of them', async (t) => {
  const { call } = await setUp(t);
  const prefer = { prefer: 'wait=300' };
  const started = await call('POST', '/servers', { tasks: 1 }, prefer);
  t.match(started, { status: 201, headers: { 'preference-applied': 'wait=300' }, json: { state: 'ready' } });
  const { id } = started.json;
  const stopped = await call('POST', `/servers/${id}/stop`, undefined, prefer);
  t.match(stopped, { status: 202, headers: { 'preference-applied': 'wait=300' }, json: { state: 'stopped' } });
  const again = await call('POST', `/servers/${id}/restart`, undefined, prefer);
  t.match(again, { status: 201, headers: { location: `../${again.json.id}` }, json: { state: 'ready' } });
  t.not(again.json.id, id);
  const list = await call('GET', '/servers?state=stopped&kind=local&sort=-created_at&limit=1');
  t.match([list.json.servers.map((server: { id: string }) => server.id), list.headers['x-total-count']], [[id], '1']);
});

t.test('without a way to start one, that is what is said', async (t) => {
  const { call } = await setUp(t, { paraview_site: {} });
  t.same((await call('GET', '/servers')).json, { servers: [], form: [], can_start: false });
  t.match((await call('POST', '/servers', { name: 'x' })).json, { status: 409, code: 'not_supported' });
  const bare = await setUp(t, {
    paraview_site: { start: 'local', command: 'exec pvserver', requiredProgram: 'no-such-pvserver' },
  });
  t.match((await bare.call('GET', '/servers')).json, { can_start: false });
  t.match((await bare.call('POST', '/servers', {})).json, { code: 'not_supported', detail: /no no-such-pvserver on/ });
});

t.test('presets are kept for the user, replaced by name, removed, and the last values come back', async (t) => {
  const { call, state } = await setUp(t);
  t.same((await call('GET', '/presets')).json, { presets: [], last: {} });
  const put = (path: string, values: unknown) => call('PUT', `/presets/${path}`, { values });
  t.equal((await put('server/two%20nodes', { tasks: 2 })).status, 200);
  await put('server/two%20nodes', { tasks: 3 });
  await put('app%3Acone/a%2Fb', { parameters: { iso: 0.5 } });
  await call('POST', '/servers', { name: 'x', tasks: 4 });
  t.same((await call('GET', '/presets')).json, {
    presets: [
      { target: 'app:cone', name: 'a/b', values: { parameters: { iso: 0.5 } } },
      { target: 'server', name: 'two nodes', values: { tasks: 3 } },
    ],
    last: { server: { tasks: 4 } },
  });
  t.equal((await stat(join(state, 'presets.json'))).mode & 0o777, 0o600);
  t.equal((await call('DELETE', '/presets/server/two%20nodes')).status, 204);
  t.equal((await call('DELETE', '/presets/server/two%20nodes')).status, 204, 'once more changes nothing');
  t.equal((await call('GET', '/presets')).json.presets.length, 1);
  t.match((await put('other/x', {})).json, { code: 'invalid_request' });
  t.match((await put('server/%20', {})).json, { code: 'invalid_parameters' });
  t.match((await put('server/x', { big: 'x'.repeat(70_000) })).json, { code: 'invalid_parameters' });
});

t.test('presets that cannot be read or written do not stand in the way', async (t) => {
  const { call, state } = await setUp(t);
  const file = join(state, 'presets.json');
  await writeFile(file, '{"version": 1, "presets": 3}');
  t.same((await call('GET', '/presets')).json, { presets: [], last: {} });
  const [aside = ''] = (await readdir(state)).filter((name) => name.startsWith('presets.json.unreadable-'));
  t.equal(await readFile(join(state, aside), 'utf8'), '{"version": 1, "presets": 3}');
  await writeFile(file, '{"version": 2}');
  t.match((await call('PUT', '/presets/server/x', { values: {} })).json, { code: 'not_supported', detail: /newer/ });
  t.equal(await readFile(file, 'utf8'), '{"version": 2}', 'a newer file stays as it is');
  t.equal((await call('POST', '/servers', {})).status, 201);
});
