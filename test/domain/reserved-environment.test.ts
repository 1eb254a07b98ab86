import t from 'tap';
import { isOwned, isWithheld } from '../../src/domain/reserved-environment.ts';

t.test('credentials and TRAME_ARGS are withheld, other variables pass', async (t) => {
  for (const name of [
    'JUPYTERHUB_API_TOKEN',
    'JPY_API_TOKEN',
    'TRAME_MANAGER_TOKEN',
    'TRAME_MANAGER_PARENT',
    'TRAME_ARGS',
  ]) {
    t.equal(isWithheld(name), true, name);
  }
  for (const name of ['JUPYTER_PATH', 'PATH', 'MY_JPY_X', 'TRAME_ARGS_X']) t.equal(isWithheld(name), false, name);
});

t.test('what the program sets itself is owned', async (t) => {
  for (const name of ['PORT', 'INSTANCE_ARGS', 'PARAM_ISO']) t.equal(isOwned(name), true, name);
  for (const name of ['PARAMS', 'MY_PORT', 'port']) t.equal(isOwned(name), false, name);
});
