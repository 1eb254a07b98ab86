import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { until } from '../support/instance-fixture.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.test('a directory is listed, from "~" and variables too; what is wrong is a problem in the answer', async (t) => {
  const home = shortDirectory(t);
  mkdirSync(join(home, 'data', 'a$HOME'), { recursive: true });
  writeFileSync(join(home, 'data', 'mesh.vtu'), '12345');
  const { call } = await restApi(t, home);
  const list = async (query: Record<string, string>) =>
    (await call('GET', `/api/v1/files?${new URLSearchParams(query)}`)).json;
  t.match(await list({}), { path: home, problem: null });
  for (const path of ['~/data', '$HOME/data/', `${home}/data/./x/..`]) {
    t.match(await list({ path }), {
      path: `${home}/data`,
      parent: home,
      entries: [
        { name: 'a$HOME', kind: 'directory', size_bytes: null, readable: true },
        { name: 'mesh.vtu', kind: 'file', size_bytes: 5 },
      ],
      truncated: false,
      problem: null,
    });
  }
  t.match(await list({ path: `${home}/data/a$HOME` }), { path: `${home}/data/a$HOME`, problem: null });
  t.equal((await list({ path: '~/data', kind: 'directory' })).entries.length, 1);
  t.match(await list({ path: '~/data', limit: '1' }), { truncated: true });
  t.match(await list({ path: '$NOWHERE/x' }), { path: home, problem: /NOWHERE .*is not set/ });
  t.match(await list({ path: 'data' }), { path: home, problem: /full path/ });
  t.match(await list({ path: 'a\0b' }), { path: home, problem: /cannot be a path/ });
  for (const query of ['limit=0', 'limit=x', 'kind=pipe', 'other=1'])
    t.equal((await call('GET', `/api/v1/files?${query}`)).status, 400, query);
  t.equal((await call('GET', '/api/v1/files', undefined, { 'sec-fetch-site': 'cross-site' })).status, 403);
  t.match((await call('GET', '/api/v1/system')).json.places, [{ title: 'Home', path: home }]);
});

t.test('favourites are kept, and launches note the app and the directory that was chosen', async (t) => {
  const home = shortDirectory(t);
  mkdirSync(join(home, 'data'));
  writeApp(home, 'sleeper', 'name: Sleeper\nkind: web\ncommand: exec sleep 600\n');
  const { call } = await restApi(t, home);
  const kept = async () => (await call('GET', '/api/v1/favourites')).json;
  t.equal((await call('PUT', '/api/v1/favourites/apps/sleeper')).status, 200);
  t.match((await call('PUT', '/api/v1/favourites/paths', { path: `${home}/data/` })).json, {
    apps: ['sleeper'],
    paths: [`${home}/data`],
  });
  t.match((await call('PUT', '/api/v1/favourites/paths', { path: 'data' })).json, { code: 'invalid_parameters' });
  await call('POST', '/api/v1/apps/sleeper/instances', {});
  await until(async () => (await kept()).recent_apps.length === 1);
  t.strictSame((await kept()).recent_paths, [], 'a directory that nobody chose is not noted');
  await call('POST', '/api/v1/apps/sleeper/instances', { data_directory: '~/data' });
  await until(async () => (await kept()).recent_paths.length === 1);
  t.equal((await call('DELETE', '/api/v1/favourites/apps/sleeper')).status, 200);
  t.equal((await call('DELETE', `/api/v1/favourites/paths?path=${home}/data`)).status, 200);
  t.strictSame(await kept(), { apps: [], paths: [], recent_apps: ['sleeper'], recent_paths: [`${home}/data`] });
});

t.test('a launch goes on where nothing can be noted', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'sleeper', 'name: Sleeper\nkind: web\ncommand: exec sleep 600\n');
  const state = join(home, '.local/state/trame-manager');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const newer = '{"version":2}';
  writeFileSync(join(state, 'favourites.json'), newer);
  const { call } = await restApi(t, home);
  t.equal((await call('POST', '/api/v1/apps/sleeper/instances', {})).status, 201);
  t.equal((await call('PUT', '/api/v1/favourites/apps/sleeper')).json.code, 'not_supported');
});
