import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { webAppFiles, webAppYaml, writeApp } from '../support/app-files.ts';
import { waitUntil } from '../support/daemon.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';

const sleeper = 'name: Sleeper\nkind: web\ncommand: exec sleep 600\n';

async function setUp(t: { teardown(handler: () => unknown): void }) {
  const home = shortDirectory(t);
  writeApp(home, 'web', webAppYaml, webAppFiles);
  writeApp(
    home,
    'form',
    `${sleeper}parameters:\n  - {name: iso, label: Iso value, type: number, min: 0, max: 1, default: 0.5}\n`,
  );
  writeApp(home, 'data', `${sleeper}data_directory: required\n`);
  writeApp(home, 'once', `${sleeper}single_instance: true\n`);
  writeApp(home, 'job', `${sleeper}resources: {run_on: job}\n`);
  writeApp(home, 'broken', 'name: 3\n');
  const rest = await restApi(t, home);
  const state = async (id: string) => (await rest.call('GET', `/api/v1/instances/${id}`)).json.state;
  return { home, state, ...rest };
}

t.test('an instance is launched, becomes ready, is renamed, stopped, restarted and removed', async (t) => {
  const { home, call, state } = await setUp(t);
  const launched = await call('POST', '/api/v1/apps/web/instances', { name: 'run 1' });
  t.equal(launched.status, 201);
  const { id, path } = launched.json;
  t.match(launched.json, { name: 'run 1', app: 'web', state: 'starting', viewers: 0, exit_code: null });
  t.equal(
    new URL(String(launched.headers.location), 'http://x/api/v1/apps/web/instances').pathname,
    `/api/v1/instances/${id}`,
  );
  await waitUntil(async () => (await state(id)) === 'ready', 'ready');
  t.equal((await call('PATCH', `/api/v1/instances/${id}`, { name: 'Größe 7' })).json.name, 'Größe 7');

  t.equal((await call('POST', `/api/v1/instances/${id}/stop`)).status, 202);
  await waitUntil(async () => (await state(id)) === 'stopped', 'stopped');
  t.equal((await call('POST', `/api/v1/instances/${id}/stop`)).status, 202, 'a second stop changes nothing');
  t.equal(await state(id), 'stopped');

  t.equal((await call('POST', `/api/v1/instances/${id}/restart`)).status, 202);
  await waitUntil(async () => (await state(id)) === 'ready', 'ready again');
  t.match((await call('GET', `/api/v1/instances/${id}`)).json, { id, name: 'Größe 7', path });

  const directory = join(home, '.local/state/trame-manager/sessions', id);
  t.ok(existsSync(directory));
  t.equal((await call('DELETE', `/api/v1/instances/${id}`)).status, 204);
  t.notOk(existsSync(directory));
  t.equal((await call('GET', `/api/v1/instances/${id}`)).json.code, 'instance_not_found');
});

t.test('instances are filtered by app and state', async (t) => {
  const { call } = await setUp(t);
  await call('POST', '/api/v1/apps/form/instances', {});
  const count = async (query: string) => (await call('GET', `/api/v1/instances${query}`)).json.instances.length;
  t.equal(await count(''), 1);
  t.equal(await count('?app=form&state=ready,starting'), 1);
  t.equal(await count('?app=web'), 0);
  t.equal(await count('?state=stopped'), 0);
});

t.test('lists are sorted and cut, and say how many there are', async (t) => {
  const { call } = await setUp(t);
  for (const name of ['run 10', 'run 9', 'other']) await call('POST', '/api/v1/apps/form/instances', { name });
  const list = async (query: string) => {
    const { json, headers } = await call('GET', `/api/v1/instances${query}`);
    return [json.instances.map(({ name }: { name: string }) => name).join(', '), headers['x-total-count']];
  };
  t.same(await list('?name=RUN&sort=name'), ['run 9, run 10', '2']);
  t.same(await list('?sort=-created_at&limit=1'), ['other', '3']);
  t.same(await list('?sort=created_at&offset=2'), ['other', '3']);
  t.same(await list('?host=elsewhere'), ['', '0']);
  t.same(await list('?kind=web&state=starting,%20ready&token=of-jupyter&limit=5&sort=name'), [
    'other, run 9, run 10',
    '3',
  ]);
});

t.test('a wrong word in a query is named, with the nearest known one', async (t) => {
  const { call } = await setUp(t);
  const wrong: [query: string, path: string, message: RegExp][] = [
    ['srt=name', '/srt', /^is not a known field\. Did you mean "sort"\?$/],
    ['sort=nmae', '/sort', /^cannot be "nmae"\. Did you mean "name"\?$/],
    ['sort=zzz', '/sort', /^has to be one of created_at, -created_at, name/],
    ['state=redy', '/state/0', /^cannot be "redy"\. Did you mean "ready"\?$/],
    ['state=ready,', '/state/1', /^has to be one of queued, starting/],
    ['kind=wbe', '/kind', /Did you mean "web"/],
    ['limit=0', '/limit', /.../],
    ['limit=true', '/limit', /.../],
    ['offset=-1', '/offset', /.../],
  ];
  for (const [query, path, message] of wrong) {
    const { json } = await call('GET', `/api/v1/instances?${query}`);
    t.match(json, { status: 400, code: 'invalid_request', errors: [{ path, message }] }, query);
    t.match(json.detail, /^In the query, "/);
  }
  const body = await call('POST', '/api/v1/apps/form/instances', { nmae: 'x' });
  t.match(body.json.errors, [{ path: '/nmae', message: 'is not a known field. Did you mean "name"?' }]);
  t.equal(body.json.errors.length, 1, 'and nothing is said of what it might have been');
});

t.test('what is asked of an instance that is not there is answered so, and the OpenAPI document says it', async (t) => {
  const { call } = await setUp(t);
  const asked: [method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object][] = [
    ['GET', ''],
    ['PATCH', '', { name: 'x' }],
    ['DELETE', ''],
    ['POST', '/stop'],
    ['POST', '/restart'],
    ['POST', '/links'],
    ['GET', '/links'],
    ['DELETE', '/links'],
    ['GET', '/log'],
    ['GET', '/report'],
    ['GET', '/connection'],
    ['PUT', '/connection', { host: 'localhost', port: 11_111 }],
    ['DELETE', '/connection'],
  ];
  for (const [method, path, body] of asked) {
    const { json } = await call(method, `/api/v1/instances/none${path}`, body);
    t.match(json, { status: 404, code: 'instance_not_found' }, `${method} ${path}`);
  }
});

t.test('an address has the methods that it has', async (t) => {
  const { call } = await setUp(t);
  for (const method of ['PUT', 'OPTIONS', 'TRACE', 'QUERY'] as const) {
    const { status, headers, json } = await call(method as 'PUT', '/api/v1/instances?app=form');
    t.match({ status, json }, { status: 405, json: { code: 'method_not_allowed' } }, method);
    t.equal(headers.allow, 'GET, HEAD');
  }
  t.equal((await call('GET', '/api/v1/instances/x/stop')).headers.allow, 'POST');
  t.equal((await call('GET', '/api/v1/events')).json.code, 'not_found', 'a websocket is no page');
  t.equal((await call('PUT', '/api/v1/nothing')).status, 404);
});

t.test('an Idempotency-Key that is too long is refused, not cut', async (t) => {
  const { call } = await setUp(t);
  const headers = { 'idempotency-key': 'k'.repeat(256) };
  t.match((await call('POST', '/api/v1/apps/form/instances', {}, headers)).json, {
    status: 400,
    detail: /Idempotency-Key/,
  });
});

t.test('what cannot be launched is refused with the field and the reason', async (t) => {
  const { call } = await setUp(t);
  const launch = (app: string, body: unknown) => call('POST', `/api/v1/apps/${app}/instances`, body);
  const wrong: [string, unknown, number, string, string | null][] = [
    ['nothing', {}, 404, 'app_not_found', null],
    ['broken', {}, 409, 'app_broken', null],
    ['form', { parameters: { iso: 2 } }, 422, 'invalid_parameters', '/parameters/iso'],
    ['form', { parameters: { iso: 'much' } }, 422, 'invalid_parameters', '/parameters/iso'],
    ['form', { parameters: { isso: 1 } }, 422, 'invalid_parameters', '/parameters/isso'],
    ['form', { nam: 'x' }, 400, 'invalid_request', '/nam'],
    ['form', [], 400, 'invalid_request', ''],
    ['form', { resources: { run_on: 'job' } }, 409, 'not_supported', null],
    ['job', {}, 409, 'not_supported', null],
    ['data', {}, 422, 'invalid_data_directory', null],
    ['data', { data_directory: '/does/not/exist' }, 422, 'invalid_data_directory', null],
    ['data', { data_directory: '/etc/passwd' }, 422, 'invalid_data_directory', null],
  ];
  for (const [app, body, status, code, field] of wrong) {
    const { json, headers } = await launch(app, body);
    t.match(json, { status, code }, `${app} ${JSON.stringify(body)}`);
    t.match(headers['content-type'], 'application/problem+json');
    if (field !== null) t.equal(json.errors[0].path, field);
  }
  t.equal((await launch('once', undefined)).status, 201, 'every field, and so the body, may be missing');
  t.equal((await launch('once', {})).json.code, 'already_running');
});

t.test('a dry run tells what would run, or what is wrong, and launches nothing', async (t) => {
  const { call } = await setUp(t);
  const test = (app: string, body: unknown) => call('POST', `/api/v1/apps/${app}/instances?dry_run=true`, body);
  const told = await test('form', { name: 'run 7' });
  t.equal(told.status, 200);
  t.match(told.json, { script: String, problems: [], estimated_start: /^\d{4}-/ });
  t.match((await test('form', { resources: { nodes: 2 } })).json, {
    code: 'invalid_parameters',
    errors: [{ path: '/resources/nodes' }],
  });
  t.match((await test('nothing', {})).json, { code: 'app_not_found' });
  t.same((await call('GET', '/api/v1/instances')).json.instances, []);
});

t.test('bodies that are no JSON are refused', async (t) => {
  const { call } = await setUp(t);
  const post = (body: string, type: string) =>
    call('POST', '/api/v1/apps/form/instances', body, { 'content-type': type });
  t.match((await post('{"name":', 'application/json')).json, { status: 400, code: 'invalid_json' });
  t.match((await post('', 'application/json')).json, { status: 400 });
  t.match((await post('name=x', 'application/x-www-form-urlencoded')).json, { status: 415 });
  t.match((await post('{}', 'text/plain')).json, { status: 415, code: 'unsupported_media_type' });
  t.match((await post(`{"name":"${'x'.repeat(2_000_000)}"}`, 'application/json')).json, { status: 413 });
  t.match((await post('{"__proto__": {"x": 1}}', 'application/json')).json, { status: 400 });
});

t.test('an empty POST may bear any content type, as jupyter-server-proxy gives it that of a form', async (t) => {
  const { call } = await setUp(t);
  const { id } = (await call('POST', '/api/v1/apps/form/instances', {})).json;
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' };
  t.equal((await call('POST', `/api/v1/instances/${id}/stop`, undefined, form)).status, 202);
});

t.test('a repeated Idempotency-Key launches once', async (t) => {
  const { call } = await setUp(t);
  const launch = (name: string) => call('POST', '/api/v1/apps/form/instances', { name }, { 'idempotency-key': 'k1' });
  const [first, second] = await Promise.all([launch('a'), launch('a')]);
  t.equal(first.json.id, second.json.id);
  t.equal((await launch('b')).json.code, 'idempotency_key_reused');
  t.equal((await call('GET', '/api/v1/instances')).json.instances.length, 1);
});

t.test('the log is text, its tail bounded', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'log', 'name: Log\nkind: web\ncommand: "seq 1 1000; exec sleep 600"\n');
  const { call } = await restApi(t, home);
  const { id } = (await call('POST', '/api/v1/apps/log/instances', {})).json;
  const log = async (query: string) => (await call('GET', `/api/v1/instances/${id}/log${query}`)).text;
  await waitUntil(async () => (await log('')).includes('1000\n'), 'the last line');
  t.equal(await log('?tail=2'), '999\n1000\n');
  t.equal((await log('')).split('\n').length, 1001);
  t.equal((await call('GET', `/api/v1/instances/${id}/log?tail=x`)).json.code, 'invalid_request');
  t.equal((await call('GET', '/api/v1/instances/zzz/log')).status, 404);
});

t.test('links are made, listed without their tokens, and revoked', async (t) => {
  const { call } = await setUp(t);
  const { id, path } = (await call('POST', '/api/v1/apps/form/instances', {})).json;
  const link = await call('POST', `/api/v1/instances/${id}/links`, { expires_in_seconds: 5, note: 'for Ada' });
  t.equal(link.status, 201);
  t.ok(link.json.url.startsWith(`${path}?launch_token=`));
  t.ok(Date.parse(link.json.expires_at) - Date.now() <= 5000);
  t.equal((await call('POST', `/api/v1/instances/${id}/links`)).status, 201, 'a body is not needed');
  const token = link.json.url.split('=')[1];
  const list = await call('GET', `/api/v1/instances/${id}/links`);
  t.match(list.json.links[0], { note: 'for Ada', used_at: null });
  t.notMatch(list.text, token);
  t.equal((await call('DELETE', `/api/v1/instances/${id}/links`)).status, 204);
  t.equal((await call('POST', `/api/v1/instances/${id}/links`, { expires_in_seconds: 0 })).status, 400);
  t.equal((await call('POST', '/api/v1/instances/zzz/links')).json.code, 'instance_not_found');
});
