import { readFileSync } from 'node:fs';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.test('system says who and where', async (t) => {
  const home = shortDirectory(t);
  const { call } = await restApi(t, home);
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  t.match((await call('GET', '/api/v1/system')).json, {
    version,
    home,
    configuration: { name: 'desktop' },
    scheduler: 'none',
    accounts: [],
    partitions: [],
    working_directory: home,
  });
  t.equal((await call('GET', '/healthz')).json.status, 'ok');
});

t.test('apps come with what a form needs, broken files with their place', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'cone', 'name: Cone\ncommand: "true"\nicon: icon.svg\n', { 'icon.svg': '<svg xmlns="x"/>' });
  writeApp(home, 'bad', 'name: Bad\ncomand: x\n');
  const { call } = await restApi(t, home);
  const { apps, problems, searched } = (await call('GET', '/api/v1/apps')).json;
  t.match(apps, [{ id: 'cone', name: 'Cone', data_directory: 'optional', icon_url: 'api/v1/apps/cone/icon' }]);
  t.match(problems[0], { app: 'bad', line: 2, column: 1 });
  t.ok(searched.includes(`${home}/jupyter/trame`));
  t.equal((await call('GET', '/api/v1/apps/cone')).json.id, 'cone');
  const icon = await call('GET', '/api/v1/apps/cone/icon');
  t.match(icon.headers['content-type'], 'image/svg+xml');
  t.match(icon.headers['content-security-policy'], 'sandbox');
  t.equal((await call('GET', '/api/v1/apps/..%2f..%2fetc')).json.code, 'app_not_found');
});

t.test('other sites may read nothing secret and change nothing', async (t) => {
  const { call } = await restApi(t, shortDirectory(t));
  const stop = (headers: Record<string, string>) => call('POST', '/api/v1/instances/x/stop', undefined, headers);
  t.equal((await stop({ 'sec-fetch-site': 'cross-site' })).json.code, 'foreign_origin');
  t.equal((await stop({ 'sec-fetch-site': 'same-site' })).json.code, 'foreign_origin');
  t.equal((await stop({ origin: 'http://evil', host: 'hub' })).json.code, 'foreign_origin');
  t.equal((await stop({ origin: 'http://hub', host: 'hub' })).json.code, 'instance_not_found');
  t.equal((await stop({})).json.code, 'instance_not_found');
  t.equal((await call('POST', '/open/x', undefined, { 'sec-fetch-site': 'cross-site' })).json.code, 'foreign_origin');
});

t.test('unknown addresses and odd paths are problems, not stacks', async (t) => {
  const { call } = await restApi(t, shortDirectory(t));
  for (const path of [
    '/api/v1/nothing',
    '/api/v2/apps',
    '/%zz',
    '/..%2f..%2fetc/passwd',
    `/api/v1/instances/${'x'.repeat(500)}`,
  ]) {
    const { status, text } = await call('GET', path);
    t.ok(status >= 400 && status < 500, `${path} ${status}`);
    t.notMatch(text, /\s+at .*\.ts/);
  }
});

t.test('the OpenAPI document describes every public call', async (t) => {
  const { call } = await restApi(t, shortDirectory(t));
  const document = (await call('GET', '/api/v1/openapi.json')).json;
  t.equal(document.openapi, '3.1.0');
  for (const path of [
    '/api/v1/system',
    '/api/v1/apps',
    '/api/v1/apps/{app}/instances',
    '/api/v1/instances/{id}/links',
  ]) {
    t.ok(document.paths[path], path);
  }
  t.ok(document.paths['/api/v1/apps/{app}/instances'].post.requestBody);
});
