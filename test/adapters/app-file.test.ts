import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readAppFile } from '../../src/adapters/app-file.ts';
import type { AppProblem, TrameApp } from '../../src/domain/trame-app.ts';

const smallest = 'name: Cone\ncommand: run\n';

/** Reads `text` as the file of the app "cone". */
async function read(t: Test, text: string) {
  const directory = join(t.testdir({ cone: { 'app.yml': text } }), 'cone');
  return readAppFile(join(directory, 'app.yml'));
}

async function appOf(t: Test, text: string): Promise<TrameApp> {
  const reading = await read(t, text);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.app;
}

async function problemsOf(t: Test, text: string): Promise<AppProblem[]> {
  const reading = await read(t, text);
  return reading.ok ? [] : reading.problems;
}

t.test('the smallest file has all defaults', async (t) => {
  const directory = join(t.testdir({ cone: { 'app.yml': smallest } }), 'cone');
  const file = join(directory, 'app.yml');
  t.same(await readAppFile(file), {
    ok: true,
    app: {
      id: 'cone',
      name: 'Cone',
      command: 'run',
      directory,
      file,
      workingDirectory: null,
      description: '',
      icon: null,
      category: '',
      tags: [],
      kind: 'trame',
      unixSocket: false,
      absoluteUrl: false,
      environment: {},
      parameters: [],
      dataDirectory: 'optional',
      ready: { path: '/', timeoutMs: 90_000 },
      idleTimeoutMs: 14_400_000,
      paraview: false,
      path: '/',
      runOn: 'local',
      jobDefaults: {},
      singleInstance: false,
    },
  });
  t.match(await readAppFile(file, { idleTimeoutMs: 60_000 }), { app: { idleTimeoutMs: 60_000 } }, "the site's default");
});

t.test('every field is read', async (t) => {
  const text = `
name: Isosurfaces
command: |
  module load ParaView/5.12 trame
  exec python main.py $INSTANCE_ARGS
working_directory: ~/apps/$RUN
description: Isosurfaces of CFD results
icon: icon.svg
category: Visualization
tags: [vtk, cfd]
kind: web
unix_socket: true
absolute_url: true
environment: {OMP_NUM_THREADS: 4, VERSION: 1.10, FLAG: true, TEXT: "x y"}
parameters:
  - {name: iso, label: Iso value, type: number, min: 0, max: 1, default: 0.5, help: Of the density}
  - {name: solver, type: choice, choices: [fast, 1.10], default: 1.10}
  - {name: title}
data_directory: required
ready: {path: /health, timeout_seconds: 5}
idle_timeout_seconds: 0
paraview: true
path: /index.html?x=1
resources: {run_on: job, partition: gpu, nodes: 2}
single_instance: true
`;
  const app = await appOf(t, text);
  const parameter = { help: null, default: null, min: null, max: null, choices: null };
  t.match(app, {
    name: 'Isosurfaces',
    command: 'module load ParaView/5.12 trame\nexec python main.py $INSTANCE_ARGS\n',
    workingDirectory: '~/apps/$RUN',
    description: 'Isosurfaces of CFD results',
    category: 'Visualization',
    tags: ['vtk', 'cfd'],
    kind: 'web',
    unixSocket: true,
    absoluteUrl: true,
    dataDirectory: 'required',
    ready: { path: '/health', timeoutMs: 5000 },
    idleTimeoutMs: 0,
    paraview: true,
    path: '/index.html?x=1',
    runOn: 'job',
    singleInstance: true,
  });
  t.strictSame(app.environment, { OMP_NUM_THREADS: '4', VERSION: '1.10', FLAG: 'true', TEXT: 'x y' });
  t.strictSame(app.jobDefaults, { partition: 'gpu', nodes: 2 });
  t.strictSame(app.parameters, [
    {
      name: 'iso',
      label: 'Iso value',
      type: 'number',
      help: 'Of the density',
      default: 0.5,
      min: 0,
      max: 1,
      choices: null,
    },
    { ...parameter, name: 'solver', label: 'solver', type: 'choice', default: '1.10', choices: ['fast', '1.10'] },
    { ...parameter, name: 'title', label: 'title', type: 'string' },
  ]);
});

t.test('a key without a value counts as not written, unless it is required', async (t) => {
  t.match(await appOf(t, `${smallest}tags:\nparameters:\nready: {path: }\n`), { tags: [], ready: { path: '/' } });
  t.match(await problemsOf(t, 'name:\ncommand: run'), [{ line: 1, message: /"name" has to be .* it is empty/ }]);
});

t.test('each mistake is named with its place and what mends it', async (t) => {
  for (const [line, text, message, hint] of [
    [3, 'comand: x', /no field "comand"/, /Did you mean "command"/],
    [3, 'descripton: x', /no field "descripton"/, /Did you mean "description"/],
    [3, 'ready: {timeout: 5}', /no field "ready.timeout"/, /timeout_seconds/],
    [3, 'zzz: x', /no field "zzz"/, /Known are: name, command/],
    [3, '<<: {paraview: true}', /no field "<<"/, /Known are/],
    [3, 'unix_socket: yes', /"unix_socket" has to be true or false, but it is the text "yes"/, /YAML 1.2/],
    [3, 'kind: wbe', /one of "trame", "web"/, /Did you mean "web"/],
    [3, 'data_directory: true', /one of "required", "optional", "none", but it is true/, null],
    [3, 'tags: vtk', /"tags" has to be a list/, /\[a, b\]/],
    [3, 'tags: [vtk, {a: 1}]', /"tags\[1\]" has to be one line/, null],
    [3, 'description: [a]', /"description" has to be a text/, /one text/],
    [3, 'category: 5', /"category" has to be one line/, /quotes/],
    [3, 'idle_timeout_seconds: "60"', /number of seconds/, /without quotes/],
    [3, 'idle_timeout_seconds: -1', /0 \(never\)/, null],
    [3, 'idle_timeout_seconds: .inf', /0 \(never\)/, null],
    [3, 'idle_timeout_seconds: .nan', /0 \(never\)/, null],
    [3, 'ready: {timeout_seconds: 0}', /from 1 to 86400/, null],
    [3, 'ready: /', /"ready" has to be a mapping/, null],
    [3, 'path: index.html', /begins with "\/"/, /Write it like/],
    [3, 'path: //example.org/', /begins with "\/"/, null],
    [3, 'path: "/a b"', /begins with "\/"/, null],
    [3, 'path: "/a#b"', /begins with "\/"/, null],
    [3, 'ready: {path: "é"}', /"ready.path"/, null],
    [3, 'name2: x', /no field "name2"/, /Did you mean "name"/],
    [3, 'unix_socket: true', /only for apps of the kind "web"/, /kind: web/],
    [3, 'absolute_url: true', /only for apps of the kind "web"/, /kind: web/],
    [3, 'resources: {run_on: cloud}', /"resources.run_on" has to be one of/, null],
    [3, 'resources: {nodes: [1]}', /"resources.nodes" has to be/, null],
    [3, 'environment: [A=1]', /"environment" has to be a mapping/, /key: value/],
    [3, 'environment: {A: [1]}', /"environment.A" has to be/, null],
    [3, 'environment: {A: }', /"environment.A" has to be .* empty/, null],
    [3, 'environment: {"A-B": 1}', /cannot be the name of a variable/, /letters/],
    [3, 'environment: {PORT: 1}', /set by Trame Manager/, /Remove it/],
    [3, 'environment: {PARAM_X: 1}', /set by Trame Manager/, /Remove it/],
    [3, 'environment: {JUPYTERHUB_API_TOKEN: x}', /never reaches an app/, /Remove it/],
    [3, 'environment: {TRAME_ARGS: x}', /never reaches an app/, null],
  ] as const) {
    const [problem, ...more] = await problemsOf(t, `${smallest}${text}\n`);
    t.match(problem, { app: 'cone', line, message }, text);
    if (hint !== null) t.match(problem?.hint, hint, text);
    t.equal(more.length, 0, `${text} is one mistake`);
  }
});

t.test('required fields that are missing, empty or of another type are named', async (t) => {
  t.match(await problemsOf(t, 'command: run'), [{ line: 1, message: /"name" is missing/, hint: /one line of text/ }]);
  t.match(await problemsOf(t, 'name: x\ncommand: "  "'), [{ line: 2, message: /"command" has to be the shell text/ }]);
  t.match(await problemsOf(t, 'name: x\ncommand: [a, b]'), [{ line: 2, hint: /command: \|/ }]);
  t.match(await problemsOf(t, 'name: "a\\nb"\ncommand: x'), [{ line: 1, column: 7, message: /one line/ }]);
});

t.test('a required field that is only mistyped is one mistake', async (t) => {
  const problems = await problemsOf(t, 'name: x\ncomand: run');
  t.match(problems, [{ line: 2, column: 1, hint: 'Did you mean "command"?' }]);
  t.equal(problems.length, 1);
});

t.test('all mistakes are listed in the order of the file', async (t) => {
  const problems = await problemsOf(
    t,
    'name: 5\ncommand: run\ntags: x\nparameters:\n  - {name: 1a, tpye: x}\nzzz: 1\n',
  );
  t.same(
    problems.map(({ line, column }) => [line, column]),
    [
      [1, 7],
      [3, 7],
      [5, 12],
      [5, 16],
      [6, 1],
    ],
  );
});

t.test('what is missing is listed before what is wrong further down', async (t) => {
  t.match(await problemsOf(t, 'command: run\ntags: x'), [{ line: 1, message: /"name"/ }, { line: 2 }]);
});

t.test('what does not fit together in a parameter is named', async (t) => {
  for (const [written, message, hint] of [
    ['{type: number}', /"parameters\[0\].name" is missing/, null],
    ['{name: 1a}', /name of letters/, /PARAM_/],
    ['{name: __proto__}', /name of letters/, null],
    ['{name: a, type: nmber}', /"parameters\[0\].type" has to be one of/, /Did you mean "number"/],
    ['{name: a, type: choice}', /a choice without choices/, /choices: \[a, b\]/],
    ['{name: a, choices: [x]}', /has choices but the type "string"/, /type: choice/],
    ['{name: a, type: choice, choices: []}', /list of one to 1000/, null],
    ['{name: a, type: choice, choices: [x, x]}', /a choice twice/, null],
    ['{name: a, type: choice, choices: [x, y], default: z}', /default of "a" has to be one of "x", "y"/, null],
    ['{name: a, type: number, default: 2, max: 1}', /default of "a" has to be at most 1/, null],
    ['{name: a, type: number, default: "2"}', /default of "a" has to be a number/, /without quotes/],
    ['{name: a, type: integer, default: 0.5}', /default of "a" has to be a whole number/, null],
    ['{name: a, type: boolean, default: yes}', /default of "a" has to be true or false/, null],
    ['{name: a, type: number, min: 2, max: 1}', /"min" of "a" is larger/, null],
    ['{name: a, type: integer, min: 0.5}', /"min" of "a" has to be a whole number/, null],
    ['{name: a, type: number, min: .nan}', /"parameters\[0\].min" has to be a number/, null],
    ['{name: a, type: number, max: .inf}', /"parameters\[0\].max" has to be a number/, null],
    ['{name: a, type: string, min: 1}', /"min" of "a" is only for numbers/, null],
    ['{name: a, type: choice, default: x}', /a choice without choices/, null],
    ['{name: a, type: number, min: 0, mix: 1}', /no field "parameters\[0\].mix"/, /Did you mean "max"/],
    ['iso', /"parameters\[0\]" has to be a mapping/, null],
  ] as const) {
    const [problem, ...more] = await problemsOf(t, `${smallest}parameters:\n  - ${written}\n`);
    t.match(problem, { line: 4, message }, written);
    if (hint !== null) t.match(problem?.hint, hint, written);
    t.equal(more.length, 0, `${written} is one mistake: ${JSON.stringify(more)}`);
  }
});

t.test('parameters that would be one variable are refused', async (t) => {
  const text = `${smallest}parameters:\n  - {name: iso}\n  - {name: ISO}\n`;
  t.match(await problemsOf(t, text), [{ line: 5, column: 12, message: /both be \$PARAM_ISO/ }]);
});

t.test('a number is taken as it is written where text is wanted', async (t) => {
  const app = await appOf(
    t,
    `${smallest}parameters:\n  - {name: v, default: 1.10}\n  - {name: f, type: file, default: 007}\n`,
  );
  t.strictSame(
    app.parameters.map((parameter) => parameter.default),
    ['1.10', '007'],
  );
});

t.test('the icon is found inside the directory of the app, and nowhere else', async (t) => {
  const root = t.testdir({
    'outside.svg': '<svg/>',
    cone: { 'icon.svg': '<svg/>', images: { 'a.PNG': '' }, folder: {} },
  });
  const directory = join(root, 'cone');
  symlinkSync('../outside.svg', join(directory, 'link.svg'));
  symlinkSync('icon.svg', join(directory, 'inner.svg'));
  mkdirSync(join(directory, 'dir.svg'));
  symlinkSync('cone', join(root, 'linked'));
  const iconOf = async (icon: string, app = 'cone') => {
    writeFileSync(join(directory, 'app.yml'), `${smallest}icon: ${icon}\n`);
    return readAppFile(join(root, app, 'app.yml'));
  };
  for (const [icon, file] of [
    ['icon.svg', join(directory, 'icon.svg')],
    ['./images/a.PNG', join(directory, 'images/a.PNG')],
    ['inner.svg', join(directory, 'inner.svg')],
    [join(directory, 'icon.svg'), join(directory, 'icon.svg')],
    ['missing.svg', null],
    ['dir.svg', null],
  ] as const) {
    t.match(await iconOf(icon), { ok: true, app: { icon: file } }, icon);
  }
  t.match(await iconOf('icon.svg', 'linked'), { app: { id: 'linked', icon: join(root, 'linked/icon.svg') } });
  for (const icon of ['../outside.svg', 'link.svg', '/etc/x.png', 'images/../../outside.svg']) {
    t.match(await iconOf(icon), { ok: false, problems: [{ line: 3, column: 7, message: /outside/ }] }, icon);
  }
  t.match(await iconOf('app.yml'), { ok: false, problems: [{ message: /no image/, hint: /\.svg/ }] });
});

t.test('a file that cannot be used is a problem, never an exception', async (t) => {
  const root = t.testdir({ cone: { 'app.yml': 'a: [' } });
  t.match(await readAppFile(join(root, 'cone/app.yml')), { ok: false, problems: [{ app: 'cone', line: 1 }] });
  t.match(await readAppFile(join(root, 'none/app.yml')), { ok: false, problems: [{ app: 'none', line: null }] });
});
