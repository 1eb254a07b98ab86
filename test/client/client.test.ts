import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { root } from '../support/python-environment.ts';

t.setTimeout(600_000);

const tests = join(root, 'test', 'client', 'python');
const sources = join(root, 'launcher-entries');
const files = readdirSync(tests).filter((name) => /^test_.*\.py$/.test(name));

/** Runs a Python program on the client of this checkout, in front of the one that is installed. */
async function python(...args: string[]): Promise<{ status: number; output: string }> {
  const child = spawn(join(root, '.venv', 'bin', 'python'), ['-m', ...args], {
    cwd: sources,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LANG: 'C.UTF-8',
      PYTHONPATH: sources,
      MYPYPATH: tests,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1',
      TRAME_MANAGER_TEST_NODE: process.execPath,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, output: `${out}${err}` };
}

t.test('the Python tests of the client pass', async (t) => {
  const { status, output } = await python('pytest', '-v', '--tb=short', '-p', 'no:cacheprovider', tests);
  t.equal(status, 0, status === 0 ? 'all of them' : output);
  for (const file of files) {
    const lines = output.split('\n').filter((line) => line.includes(`${file}::`) && line.includes(' PASSED'));
    t.ok(lines.length > 0, `${basename(file, '.py')}: ${lines.length} tests`);
  }
});

t.test('mypy, strict, finds nothing in it', async (t) => {
  const cache = join(root, '.cache', 'mypy');
  const { status, output } = await python('mypy', '--cache-dir', cache, 'trame_manager', tests);
  t.equal(status, 0, output);
});

t.test('ruff finds nothing in it', async (t) => {
  const settings = ['--no-cache', '--config', join(sources, 'pyproject.toml')];
  const lint = await python('ruff', 'check', ...settings, 'trame_manager', tests);
  t.equal(lint.status, 0, lint.output);
  const format = await python('ruff', 'format', '--check', ...settings, 'trame_manager', tests);
  t.equal(format.status, 0, format.output);
});
