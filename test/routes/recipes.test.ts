import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { writeApp } from '../support/app-files.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';

const coneYaml = `name: Cone
kind: web
command: exec sleep 60
parameters:
  - {name: iso, type: number, min: 0, max: 1, default: 0.5}
  - {name: solver, type: choice, choices: [fast, exact], default: fast}
  - {name: api_token, default: ""}
`;

/** A daemon with the app "cone", and a directory that is shared with others. */
async function setUp(t: Test, env: NodeJS.ProcessEnv = {}) {
  const home = shortDirectory(t);
  const appDirectory = writeApp(home, 'cone', coneYaml);
  const shared = join(home, 'shared');
  mkdirSync(join(home, 'data/run7'), { recursive: true });
  mkdirSync(shared);
  const rest = await restApi(t, home, [], { DATA: join(home, 'data'), ...env });
  const api = async (method: 'GET' | 'POST', path: string, body?: object) =>
    (await rest.call(method, `/api/v1/${path}`, body)).json;
  const preview = (body: object) => api('POST', 'recipes/preview', body);
  const launch = (body: object) => api('POST', 'apps/cone/instances', body);
  return { home, appDirectory, shared, rest, api, preview, launch };
}

t.test('a launch is saved, previewed and launched again', async (t) => {
  const { home, appDirectory, shared, api, preview, launch } = await setUp(t);
  const run = await launch({
    name: 'Run 7',
    data_directory: '$DATA/run7',
    parameters: { iso: 0.25, solver: 'exact', api_token: 'not for others' },
  });
  const saved = await api('POST', `instances/${run.id}/recipe`, { path: shared, description: 'Fine mesh' });
  const path = join(shared, 'Run_7.trame-recipe.yml');
  t.same(saved, { path, link: `/?recipe=${encodeURIComponent(path)}` });
  const text = readFileSync(path, 'utf8');
  t.match(text, 'data_directory: $DATA/run7\n', 'a variable stays one');
  t.notMatch(text, /not for others|api_token/, 'nor does it hold what is likely to be a secret');
  t.notMatch(text, /command|sleep/, 'nor a command');

  const found = await preview({ path });
  t.match(found, { path, app: { id: 'cone', name: 'Cone' }, problems: [], app_to_copy: null, link: saved.link });
  t.match(found.recipe, { name: 'Run 7', saved_from: { app_directory: appDirectory } });
  t.same(found.values, {
    name: 'Run 7',
    data_directory: '$DATA/run7',
    parameters: { iso: 0.25, solver: 'exact' },
    resources: { run_on: 'local' },
    connect_to: null,
  });
  t.match(await launch(found.values), {
    name: 'Run 7',
    data_directory: join(home, 'data/run7'),
    parameters: { iso: 0.25, solver: 'exact', api_token: '' },
  });
  t.same((await preview({ text })).values, found.values, 'a text is as good');
  t.match(await api('GET', `recipes?path=${encodeURIComponent(shared)}`), {
    path: shared,
    recipes: [{ path, name: 'Run 7', app: 'cone', description: 'Fine mesh', problem: null }],
    problem: null,
  });
});

t.test('a path without variables is kept as the directory that was used, and none as none', async (t) => {
  const { home, api, launch, rest } = await setUp(t);
  const text = async (body: object) => {
    const { id } = await launch(body);
    return rest.call('GET', `/api/v1/instances/${id}/recipe?name=Other&description=D`);
  };
  const answer = await text({ data_directory: '~/data' });
  t.match(answer.text, `data_directory: ${home}/data\n`, '"~" is another directory for everybody else');
  t.match(answer.text, /^name: Other\ndescription: D$/m);
  t.match(answer.headers, {
    'content-type': 'application/yaml; charset=utf-8',
    'content-disposition': 'attachment; filename="Other.trame-recipe.yml"',
  });
  t.notMatch((await text({})).text, /data_directory/);
  t.match(await api('GET', 'instances/none/recipe'), { code: 'instance_not_found' });
});

t.test('a recipe is saved under a name of its own, and replaces only where that is said', async (t) => {
  const { shared, api, launch } = await setUp(t);
  const { id } = await launch({ name: 'a' });
  const save = (body: object) => api('POST', `instances/${id}/recipe`, body);
  writeFileSync(join(shared, 'thesis.yml'), 'mine');
  t.match(await save({ path: join(shared, 'thesis.yml'), replace: true }), {
    path: join(shared, 'thesis.trame-recipe.yml'),
  });
  t.equal(readFileSync(join(shared, 'thesis.yml'), 'utf8'), 'mine', 'no other file is ever replaced');
  t.match(await save({ path: join(shared, 'thesis') }), { code: 'file_exists', status: 409 });
  t.match(await save({ path: join(shared, 'thesis'), replace: true }), { path: /thesis.trame-recipe.yml$/ });
  t.match(await save({ path: join(shared, 'none/x') }), { code: 'file_not_written', detail: /its place is gone/ });
  t.match(await save({ path: 'x' }), { code: 'invalid_parameters', errors: [{ path: '/path' }] });
  t.match(await save({ path: '$NOWHERE/x' }), { code: 'invalid_parameters', detail: /NOWHERE/ });
  t.match(await save({}), { code: 'invalid_request' });
});

t.test('what cannot be had here is left out of the values, and said', async (t) => {
  const { appDirectory, home, preview } = await setUp(t);
  const text = `recipe: 1
app: cone
data_directory: ${home}/none
parameters: {iso: 7, solver: exact, colour: red}
resources: {run_on: job, nodes: 2}
connect_to: render
saved_from: {app_directory: ${appDirectory}, app_file_sha256: "${'0'.repeat(64)}"}
`;
  const { values, problems } = await preview({ text });
  t.same(values, {
    name: null,
    data_directory: `${home}/none`,
    parameters: { solver: 'exact' },
    resources: null,
    connect_to: null,
  });
  t.match(
    problems.map(({ severity, field, message }: Record<string, string>) => `${severity} ${field} ${message}`).sort(),
    [
      /^error \/data_directory .*none is no directory/,
      /^error \/parameters\/colour The app has no parameter "colour"/,
      /^error \/parameters\/iso iso has to be at most 1/,
      /^error \/resources\/run_on Apps do not run as jobs here/,
      /^note \/app The app file here is not the one/,
      /^note \/connect_to "Cone" cannot be connected/,
    ],
  );
  t.match((await preview({ text: 'recipe: 1\napp: cone\ndata_directory: cases\n' })).problems, [
    { message: /no full path/ },
  ]);
  t.match((await preview({ text: 'recipe: 1\napp: cone\nresources: {run_on: cloud}\n' })).problems, [
    { field: '/resources/run_on', message: /"local" or "job"/ },
  ]);
});

t.test('an app that is not here is told, with where it can be copied from', async (t) => {
  const { home, shared, preview } = await setUp(t);
  const app = join(shared, 'apps/wave');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'app.yml'), 'name: Wave\ncommand: exec true\n');
  const text = (directory: string) => `recipe: 1\napp: wave\nsaved_from: {app_directory: ${directory}}\n`;
  t.match(await preview({ text: text(app) }), {
    app: null,
    values: null,
    app_to_copy: app,
    problems: [{ severity: 'error', message: /no app "wave" here.*shared\/apps\/wave/, hint: /Copy it/ }],
  });
  t.match(await preview({ text: text(`${home}/none`) }), { app_to_copy: null, problems: [{ hint: /ask its author/ }] });
  t.match(await preview({ text: 'recipe: 1\napp: wave\n' }), {
    app_to_copy: null,
    problems: [{ hint: /Ask its author/ }],
  });
  writeApp(home, 'broken', 'name: Broken\n');
  t.match((await preview({ text: 'recipe: 1\napp: broken\n' })).problems, [
    { message: /cannot be used here: .*command/ },
  ]);
});

t.test('a file that is no recipe is told by line; a request that is none is refused', async (t) => {
  const { home, preview, api } = await setUp(t);
  const file = join(home, 'a$HOME.yml');
  writeFileSync(file, 'recipe: 1\napp: cone\ncommand: x\n');
  const found = await preview({ path: file });
  t.match(found, { path: file, recipe: null, problems: [{ severity: 'error', line: 3, message: /"command"/ }] });
  t.match(await preview({ path: join(home, 'none.yml') }), { problems: [{ message: 'It is not there.' }] });
  t.match(await preview({ path: 'none.yml' }), { code: 'invalid_parameters' });
  for (const body of [{}, { path: file, text: 'x' }, { file }])
    t.match(await preview(body), { code: 'invalid_request' });
  t.match(await api('GET', `recipes?path=${home}/none`), { path: home, recipes: [], problem: /There is no/ });
});

t.test('on a hub, a link leads everybody to a server of their own', async (t) => {
  const hub = { JUPYTERHUB_BASE_URL: '/', JUPYTERHUB_SERVICE_PREFIX: '/' };
  const { preview, home } = await setUp(t, hub);
  const { link } = await preview({ path: `${home}/x` });
  t.equal(link, `/hub/user-redirect/?recipe=${encodeURIComponent(`${home}/x`)}`);
});
