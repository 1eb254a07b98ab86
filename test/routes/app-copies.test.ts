import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { writeApp } from '../support/app-files.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';

/** A daemon, and an app in a directory that it does not search. */
async function setUp(t: Test) {
  const home = shortDirectory(t);
  const app = join(home, 'shared/cone');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'app.yml'), `name: Cone\ncommand: exec python ${app}/main.py\n`);
  writeFileSync(join(app, 'main.py'), 'print(1)\n');
  const { call } = await restApi(t, home);
  const copy = (body: object, query = '') => call('POST', `/api/v1/apps/copy${query}`, body);
  return { home, app, call, copy, own: join(home, '.local/share/jupyter/trame') };
}

t.test('an app of somebody else becomes one’s own, after a look at what it runs', async (t) => {
  const { app, call, copy, own } = await setUp(t);
  const plan = await copy({ path: app }, '?dry_run=true');
  t.equal(plan.status, 200);
  t.match(plan.json, {
    name: 'Cone',
    command: `exec python ${app}/main.py`,
    directory: app,
    target: join(own, 'cone'),
    id: 'cone',
    files: 2,
    faults: [],
    notes: [/names .*shared\/cone: the copy goes on using what lies there/],
  });
  t.match((await call('GET', '/api/v1/apps')).json, { apps: [] }, 'nothing was copied');

  const copied = await copy({ path: '~/shared/cone/app.yml' });
  t.match(copied, {
    status: 201,
    headers: { location: 'cone' },
    json: { id: 'cone', file: join(own, 'cone/app.yml') },
  });
  t.equal(readFileSync(join(own, 'cone/main.py'), 'utf8'), 'print(1)\n');
  t.match((await call('GET', '/api/v1/apps/cone')).json, { name: 'Cone' });
});

t.test('a name that is taken, wherever that app is, needs another one', async (t) => {
  const { home, app, copy, own } = await setUp(t);
  writeApp(home, 'cone', 'name: Site’s cone\ncommand: exec true\n');
  t.match((await copy({ path: app }, '?dry_run=true')).json, { faults: [/already: "Site’s cone"/] });
  t.match(await copy({ path: app }), { status: 409, json: { code: 'app_exists' } });
  t.match(await copy({ path: app, name: 'cone-2' }), { status: 201, json: { id: 'cone-2' } });
  t.match((await copy({ path: app, name: 'cone-2' })).json, { code: 'app_exists' });
  writeApp(home, 'broken', 'name: B\n');
  t.match((await copy({ path: app, name: 'broken' })).json, { code: 'app_exists', detail: /with an error in it/ });
  mkdirSync(join(own, 'empty'));
  t.match((await copy({ path: app, name: 'empty' })).json, { code: 'app_exists', detail: /is there already/ });
});

t.test('what cannot be copied is refused with its reason', async (t) => {
  const { home, app, copy } = await setUp(t);
  t.match(await copy({ path: join(home, 'shared') }), { status: 422, json: { code: 'app_not_copied' } });
  for (const name of ['../x', '.hidden', 'a b', 'a/b']) {
    t.match((await copy({ path: app, name })).json, { code: 'invalid_parameters', errors: [{ path: '/name' }] }, name);
  }
  t.match((await copy({ path: 'shared/cone' })).json, { code: 'invalid_parameters', errors: [{ path: '/path' }] });
  t.match((await copy({})).json, { code: 'invalid_request' });
});
