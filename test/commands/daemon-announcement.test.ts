import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { announceDaemon } from '../../src/commands/daemon-announcement.ts';
import { readSettings } from '../../src/settings.ts';
import { until } from '../support/until.ts';

/** Announces a daemon that was started with these words. */
function announce(state: string, origin: string | null, args: string[], env: NodeJS.ProcessEnv = {}) {
  const tries = { count: 0 };
  const settings = Object.defineProperty(readSettings([...args, '--base-url', '/a%20b/'], {}), 'stateDirectory', {
    get() {
      tries.count += 1;
      return state;
    },
  });
  const warnings: string[] = [];
  const log = { warn: (_details: object, message: string) => void warnings.push(message) };
  const announcement = announceDaemon({ settings, origin, token: 's3cret', version: '1.0.0', env, log }, 10);
  return { ...announcement, warnings, tries };
}

async function told(state: string): Promise<Record<string, unknown>> {
  const directory = join(state, 'daemons');
  const names = () => {
    try {
      return readdirSync(directory).filter((name) => name.endsWith('.json'));
    } catch {
      return [];
    }
  };
  await until(() => names().length === 1, 'the file');
  return JSON.parse(readFileSync(join(directory, names()[0] ?? ''), 'utf8'));
}

t.test('on a socket, its path and base and the Jupyter that started it, and no token', async (t) => {
  const state = t.testdir();
  const { withdraw } = announce(state, null, ['--socket', '/tmp/x.sock'], { TRAME_MANAGER_PARENT: '4711' });
  t.match(await told(state), {
    socket: '/tmp/x.sock',
    url: null,
    token: null,
    base_path: '/a%20b/',
    jupyter_pid: 4711,
  });
  await withdraw();
  t.strictSame(readdirSync(join(state, 'daemons')), []);
});

t.test('on TCP, an address that can be connected to, and the token', async (t) => {
  for (const [origin, url] of [
    ['http://127.0.0.1:8500', 'http://127.0.0.1:8500/a%20b/'],
    ['http://0.0.0.0:8500', 'http://127.0.0.1:8500/a%20b/'],
    ['http://[::]:8500', 'http://[::1]:8500/a%20b/'],
    ['http://10.0.0.7:80', 'http://10.0.0.7:80/a%20b/'],
  ] as const) {
    const state = t.testdir();
    const { withdraw } = announce(state, origin, ['--port', '8500']);
    t.match(await told(state), { socket: null, url, token: 's3cret', jupyter_pid: null }, origin);
    await withdraw();
  }
});

t.test('a state directory that takes no file is said in the log once, and tried until it takes one', async (t) => {
  const state = join(t.testdir(), 'file');
  writeFileSync(state, '');
  const first = announce(state, null, ['--socket', '/tmp/x.sock']);
  await until(() => first.tries.count > 3, 'some tries');
  rmSync(state);
  await told(state);
  t.strictSame(first.warnings, ['notebooks do not find this daemon by themselves: its file cannot be written']);
  await first.withdraw();
  t.strictSame(readdirSync(join(state, 'daemons')), []);
});

t.test('a daemon that ends before that worked leaves nothing', async (t) => {
  const state = join(t.testdir(), 'file');
  writeFileSync(state, '');
  const { withdraw, warnings } = announce(state, null, ['--socket', '/tmp/x.sock']);
  await until(() => warnings.length > 0, 'the warning');
  await withdraw();
  rmSync(state);
  t.throws(() => readdirSync(state));
});
