import fc from 'fast-check';
import t from 'tap';
import { UsageError } from '../../src/domain/errors.ts';
import { readSettings } from '../../src/settings.ts';
import { runs } from '../support/property-runs.ts';

const flag = fc.constantFrom(
  ...[
    '--socket',
    '--host',
    '--port',
    '--base-url',
    '--configuration',
    '--state-dir',
    '--app-path',
    '--token',
    '--',
    '-p',
  ],
);
const value = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom(
    '',
    '/',
    '//',
    '/a',
    '../..',
    '0',
    '65535',
    '65536',
    '1e3',
    '0x10',
    '-1',
    ' 80',
    'http://x/',
    '/a b/',
    '/%2e%2e/',
  ),
);
const argument = fc.oneof(
  flag,
  value,
  fc.tuple(flag, value).map(([name, text]) => `${name}=${text}`),
);
const environment = fc.dictionary(
  fc.constantFrom(
    ...['TRAME_MANAGER_CONFIGURATION', 'TRAME_MANAGER_TOKEN', 'TRAME_MANAGER_STATE_DIR', 'TRAME_MANAGER_LOG_LEVEL'],
    ...['HOME', 'XDG_STATE_HOME', '__proto__', 'constructor'],
  ),
  value,
);

t.test('any command line and environment are settings that hold, or a usage error', async (t) => {
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 8 }), environment, (args, env) => {
      try {
        const { listen, basePath, stateDirectory, appPaths, token, logLevel } = readSettings(args, env);
        const listens =
          listen.kind === 'socket'
            ? listen.path.startsWith('/')
            : Number.isInteger(listen.port) && listen.port >= 0 && listen.port <= 65_535 && listen.host !== '';
        return (
          listens &&
          /^\/(?:[^\s?#"<>]*[^/]\/)?$/.test(basePath) &&
          stateDirectory !== '' &&
          appPaths.every((path) => path.startsWith('/')) &&
          token !== '' &&
          typeof logLevel === 'string'
        );
      } catch (error) {
        return error instanceof UsageError && error.message !== '';
      }
    }),
    runs(1000),
  );
  t.pass();
});

t.test('a base path that was read is read as itself again', async (t) => {
  const segment = fc.stringMatching(/^[A-Za-z0-9._~%-]{1,8}$/);
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 5 }), fc.constantFrom('', '/', '//'), (segments, slashes) => {
      const { basePath } = readSettings([`--base-url=${slashes}${segments.join('/')}${slashes}`], {});
      return readSettings([`--base-url=${basePath}`], {}).basePath === basePath;
    }),
    runs(500),
  );
  t.pass();
});
