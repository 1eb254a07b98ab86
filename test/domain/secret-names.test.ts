import t from 'tap';
import { canBeSecret, looksSecret, secretValues } from '../../src/domain/secret-names.ts';

t.test('names say what is a secret', async (t) => {
  const secret = ['AWS_SECRET_ACCESS_KEY', 'JUPYTERHUB_API_TOKEN', 'DB_PWD', 'SSHPASS', 'apiKey', 'NPM_AUTH', 'GH_PAT'];
  for (const name of [...secret, 'PGPASSWORD', 'KEY']) t.ok(looksSecret(name), name);
  for (const name of ['PWD', 'OLDPWD', 'PATH', 'XAUTHORITY', 'KEYMAP', 'GIT_AUTHOR_NAME', 'SSH_AUTH_SOCK', 'COMPASS']) {
    t.notOk(looksSecret(name), name);
  }
});

t.test('values are secrets by name, or by their looks where the name is withheld from apps', async (t) => {
  const environment = {
    API_TOKEN: ' hunter2\n',
    JPY_THING: '0123456789abcdef0123456789abcdef',
    JUPYTERHUB_USER: 'ada',
    JUPYTERHUB_SERVICE_PREFIX: '/user/ada/1234567890/',
    TOKEN_FILE: '/run/token',
    SECRET_FILE: 'not-a-path',
    TOKENIZERS_PARALLELISM: 'false',
    HOME: '/home/ada',
    EMPTY_TOKEN: undefined,
  };
  t.same(secretValues(environment), ['hunter2', '0123456789abcdef0123456789abcdef', 'not-a-path']);
});

t.test('what would be found everywhere gives nothing away', async (t) => {
  for (const value of ['', 'abc', 'true', '8000']) t.notOk(canBeSecret(value), value);
  for (const value of ['abcd', '123456', 'truely']) t.ok(canBeSecret(value), value);
});
