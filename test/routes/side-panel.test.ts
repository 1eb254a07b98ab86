import { EventEmitter } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify from 'fastify';
import t, { type Test } from 'tap';
import { type SidePanelOptions, sidePanelRoutes } from '../../src/routes/side-panel.ts';
import { webAppFiles, webAppYaml, writeApp } from '../support/app-files.ts';
import { listedServers } from '../support/connections-fixture.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { until } from '../support/until.ts';

/** A daemon with one app, asked as the side panel of jupyterlab-trame-manager 0.6.1 asks: JSON that does not say so. */
async function setUp(t: Test) {
  const home = shortDirectory(t);
  writeApp(home, 'web', webAppYaml, webAppFiles);
  const site = join(home, 'site.yml');
  writeFileSync(site, 'title: Without ParaView\n');
  const rest = await restApi(t, home, ['--configuration', site]);
  const post = (path: string, body: object) =>
    rest.app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      payload: JSON.stringify(body),
    });
  return { home, post, ...rest };
}

t.test('an app is launched, listed with what the panel shows, and opened by its base URL alone', async (t) => {
  const { home, post, call } = await setUp(t);
  t.match((await call('GET', '/trame')).json, [{ name: 'web', displayName: 'Web', path: /web$/, instances: [] }]);
  const launched = (await post('/trame', { appName: 'web', name: 'run 1', dataDirectory: home })).json();
  t.match(launched, { name: 'run 1', dataDirectory: home, port: Number, log: /log$/ });
  t.match(launched.base_url, /\/proxy\/\d+\/.*launch_token=/);
  const [app] = (await call('GET', '/trame')).json;
  t.match(app.instances, [{ uuid: launched.uuid, name: 'run 1', base_url: launched.base_url }]);
  await until(async () => (await call('GET', `/api/v1/instances/${launched.uuid}`)).json.state === 'ready');
  await call('POST', `/api/v1/instances/${launched.uuid}/stop`);
  await until(async () => (await call('GET', `/api/v1/instances/${launched.uuid}`)).json.state === 'stopped');
  t.same((await call('GET', '/trame')).json[0].instances, [], 'ended ones leave the panel');
});

t.test('a restarted instance has another link, as the old one died with its run', async (t) => {
  const { post, call } = await setUp(t);
  const { uuid, base_url: first } = (await post('/trame', { appName: 'web', name: 'run 1' })).json();
  await call('POST', `/api/v1/instances/${uuid}/restart`);
  t.not((await call('GET', '/trame')).json[0].instances[0].base_url, first);
});

t.test('a form that was cancelled, of which the panel sends the app alone, launches nothing', async (t) => {
  const { post, call } = await setUp(t);
  const answer = await post('/trame', { appName: 'web' });
  t.equal(answer.statusCode, 400);
  t.match(answer.json(), { code: 'invalid_request' });
  t.same((await call('GET', '/api/v1/instances')).json.instances, []);
  t.match(
    (await post('/trame', { appName: 'web', name: '' })).json(),
    { name: /Web/ },
    'an empty name is one to be found',
  );
});

t.test('a panel that asks without a pause gets its lists in turns, which hold up nothing else', async (t) => {
  const { servers } = listedServers();
  const app = fastify();
  t.teardown(() => app.close());
  const pace = { burst: 0, everyMs: 1000, maximumWaitMs: 1000 };
  const system = () => ({ user: 'ada', home: '/home/ada' });
  const queue = { title: null, watch: () => () => undefined };
  const options = { servers, system, queue, pace, instances: new EventEmitter() };
  await app.register(sidePanelRoutes, options as unknown as SidePanelOptions);
  const answers: string[] = [];
  const ask = async (url: string) => {
    await app.inject({ url });
    answers.push(url);
  };
  const list = ask('/paraview');
  for (let asked = 0; asked < 3; asked += 1) await ask('/user');
  await list;
  t.same(answers, ['/user', '/user', '/user', '/paraview']);
});

t.test('where no server can be started, the panel gets a message that it shows', async (t) => {
  const { post, call } = await setUp(t);
  t.strictSame((await call('GET', '/paraview')).json, []);
  const answer = await post('/paraview', { name: 'pv', account: '', partition: '', nodes: 4, timeLimit: '02:00:00' });
  t.equal(answer.statusCode, 200);
  t.match(answer.json(), { returnCode: 1, message: /./ });
});

t.test('what is not there is said, and a foreign page is refused', async (t) => {
  const { post, app } = await setUp(t);
  t.match((await post('/trame', { appName: 'nothing', name: 'a' })).json(), { code: 'app_not_found' });
  const connect = { appName: 'web', instanceName: 'none', serverName: 'pv' };
  t.match((await post('/trame/connect', connect)).json(), { code: 'instance_not_found' });
  t.match((await post('/trame/disconnect', { appName: 'web' })).json(), { code: 'invalid_request' });
  const foreign = await app.inject({
    method: 'POST',
    url: '/trame',
    headers: { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' },
    payload: '{}',
  });
  t.match(foreign.json(), { code: 'foreign_origin' });
});

t.test('the panel learns user, home, accounts and partitions', async (t) => {
  const { call } = await setUp(t);
  t.match((await call('GET', '/user')).json, { user: String, home: String, accounts: [], partitions: [] });
});
