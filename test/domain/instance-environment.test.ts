import fc from 'fast-check';
import t from 'tap';
import { type EnvironmentInput, inheritable, instanceEnvironment } from '../../src/domain/instance-environment.ts';
import { ownedVariables } from '../../src/domain/reserved-environment.ts';

const input: EnvironmentInput = {
  inherited: { PATH: '/usr/bin', HOME: '/home/ada' },
  app: { environment: {}, directory: '/apps/cone' },
  parameters: {},
  instanceArgs: '--port 4000',
  id: 'k3',
  name: 'run 1',
  sessionDirectory: '/state/sessions/k3',
  port: 4000,
  unixSocket: null,
  baseUrl: '/user/ada/trame-manager/proxy/4000/',
  dataDirectory: '/data',
  remoteControlEndpoint: '/secret',
};

t.test('an app finds its environment, the daemon’s beside what is said of the instance', async (t) => {
  t.strictSame(instanceEnvironment(input), {
    PATH: '/usr/bin',
    HOME: '/home/ada',
    WSLINK_WS_COMPRESS: '0',
    APP_DIRECTORY: '/apps/cone',
    INSTANCE_ARGS: '--port 4000',
    TRAME_INSTANCE_ARGS: '--port 4000',
    INSTANCE_ID: 'k3',
    INSTANCE_NAME: 'run 1',
    SESSION_DIR: '/state/sessions/k3',
    PORT: '4000',
    BIND_ADDRESS: '127.0.0.1',
    BASE_URL: '/user/ada/trame-manager/proxy/4000/',
    DATA_DIRECTORY: '/data',
    REMOTE_CONTROL_ENDPOINT: '/secret',
  });
});

t.test('an app on a unix socket has no port, and no address to bind', async (t) => {
  const environment = instanceEnvironment({ ...input, port: null, unixSocket: '/run/k3', dataDirectory: null });
  t.equal(environment.UNIX_SOCKET, '/run/k3');
  for (const name of ['PORT', 'BIND_ADDRESS', 'DATA_DIRECTORY']) t.notOk(name in environment, name);
});

t.test('what a job completes on its node is left out', async (t) => {
  const environment = instanceEnvironment({ ...input, instanceArgs: null, baseUrl: null });
  for (const name of ['INSTANCE_ARGS', 'TRAME_INSTANCE_ARGS', 'BASE_URL']) t.notOk(name in environment, name);
});

t.test('what belongs to Jupyter, the hub or the daemon does not reach an app', async (t) => {
  const secrets = [
    'JUPYTERHUB_API_TOKEN',
    'JUPYTER_TOKEN',
    'JPY_API_TOKEN',
    'TRAME_MANAGER_TOKEN',
    'TRAME_MANAGER_STATE_DIR',
    'TRAME_ARGS',
    'SHELLOPTS',
    'BASHOPTS',
    'PORT',
    'PARAM_ISO',
  ];
  const found = inheritable({ ...Object.fromEntries(secrets.map((name) => [name, 'x'])), KEPT: '1', UNSET: undefined });
  t.strictSame(found, { KEPT: '1' });
});

t.test('no parameter becomes another variable than its own: not LD_PRELOAD, not PATH', async () => {
  const plain = Object.keys(instanceEnvironment(input));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (parameters) => {
      const environment = instanceEnvironment({ ...input, parameters });
      const more = Object.keys(environment).filter((name) => !plain.includes(name));
      return more.every((name) => name.startsWith('PARAM_')) && plain.every((name) => environment[name] !== undefined);
    }),
  );
});

t.test('parameters arrive as text, in capital letters', async (t) => {
  const { PARAM_ISO, PARAM_WIRE } = instanceEnvironment({ ...input, parameters: { iso: 0.5, wire: false } });
  t.strictSame([PARAM_ISO, PARAM_WIRE], ['0.5', 'false']);
});

t.test('an app file adds to the environment but overrules nothing that the manager says', async (t) => {
  const environment = Object.fromEntries([...ownedVariables, 'PATH', 'THEME'].map((name) => [name, 'of the app']));
  const found = instanceEnvironment({ ...input, app: { ...input.app, environment } });
  const said = ownedVariables.filter((name) => !['WSLINK_WS_COMPRESS', 'UNIX_SOCKET'].includes(name));
  for (const name of said) t.not(found[name], 'of the app', name);
  t.strictSame([found.PATH, found.THEME], ['of the app', 'of the app']);
});
