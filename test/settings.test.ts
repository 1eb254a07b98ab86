import t from 'tap';
import { UsageError } from '../src/domain/errors.ts';
import { readSettings } from '../src/settings.ts';

const env = { HOME: '/home/ada' };

t.test('without flags the daemon listens on a free port of the loopback address', async (t) => {
  const settings = readSettings([], env);
  t.same(settings.listen, { kind: 'tcp', host: '127.0.0.1', port: 0 });
  t.equal(settings.basePath, '/');
  t.equal(settings.configuration, 'desktop');
  t.equal(settings.stateDirectory, '/home/ada/.local/state/trame-manager');
  t.equal(settings.token, null);
});

t.test('flags win over the environment', async (t) => {
  const given = {
    ...env,
    TRAME_MANAGER_CONFIGURATION: 'a',
    TRAME_MANAGER_STATE_DIR: '/a',
    TRAME_MANAGER_TOKEN: 'secret',
  };
  const settings = readSettings(['--configuration', 'b', '--state-dir', '/b'], given);
  t.equal(settings.configuration, 'b');
  t.equal(settings.stateDirectory, '/b');
  t.equal(settings.token, 'secret');
  t.equal(readSettings([], given).configuration, 'a');
  t.equal(readSettings([], given).stateDirectory, '/a');
});

t.test('XDG_STATE_HOME moves the state directory', async (t) => {
  t.equal(readSettings([], { ...env, XDG_STATE_HOME: '/state' }).stateDirectory, '/state/trame-manager');
});

t.test('the base path begins and ends with a slash and keeps its escapes and case', async (t) => {
  const base = (text: string) => readSettings(['--base-url', text], env).basePath;
  t.equal(base(''), '/');
  t.equal(base('a'), '/a/');
  t.equal(base('/hubs/User/alice%20b/trame-manager/'), '/hubs/User/alice%20b/trame-manager/');
});

t.test('several app paths are kept in order', async (t) => {
  t.same(readSettings(['--app-path', '/b', '--app-path', '/a'], env).appPaths, ['/b', '/a']);
});

t.test('wrong settings are usage errors that name the flag', async (t) => {
  const wrong: [string[], RegExp][] = [
    [['--port', '70000'], /--port is "70000"/],
    [['--port', '80a'], /--port is "80a"/],
    [['--socket', '/s', '--port', '1'], /exclude each other/],
    [['--socket', ''], /--socket needs a path/],
    [['--prot', '1'], /--prot/],
    [['--base-url', 'http://x/'], /--base-url/],
    [['--base-url', '/a b/'], /--base-url/],
    [['surplus'], /surplus/],
  ];
  for (const [args, message] of wrong)
    t.throws(() => readSettings(args, env), { message, name: 'UsageError' }, args.join(' '));
  t.throws(() => readSettings([], { ...env, TRAME_MANAGER_LOG_LEVEL: 'loud' }), UsageError);
});
