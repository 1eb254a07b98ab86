import t from 'tap';
import { jupyterDataPaths } from '../../src/adapters/jupyter-paths.ts';

const home = '/home/ada';
const system = ['/usr/local/share/jupyter', '/usr/share/jupyter'];

t.test("Jupyter's order: its path, the user's, the environment's, the system's", async (t) => {
  const env = { JUPYTER_PATH: '/site/a:/site/b', VIRTUAL_ENV: '/venv', CONDA_PREFIX: '/conda' };
  t.same(jupyterDataPaths(env, home, ['/mine']), [
    '/mine',
    '/site/a',
    '/site/b',
    '/home/ada/.local/share/jupyter',
    '/venv/share/jupyter',
    '/conda/share/jupyter',
    ...system,
  ]);
  t.same(jupyterDataPaths({}, home), ['/home/ada/.local/share/jupyter', ...system]);
});

t.test("the user's directory follows JUPYTER_DATA_DIR, then XDG_DATA_HOME", async (t) => {
  const env = { JUPYTER_DATA_DIR: '/data/jupyter', XDG_DATA_HOME: '/xdg' };
  t.same(jupyterDataPaths(env, home), ['/data/jupyter', ...system]);
  t.same(jupyterDataPaths({ XDG_DATA_HOME: '/xdg' }, home), ['/xdg/jupyter', ...system]);
  t.same(
    jupyterDataPaths({ XDG_DATA_HOME: 'relative', JUPYTER_DATA_DIR: '' }, home)[0],
    '/home/ada/.local/share/jupyter',
  );
});

t.test('the list that Jupyter itself handed over replaces the guess, not --app-path', async (t) => {
  const env = { TRAME_MANAGER_JUPYTER_PATH: '/one:/two', JUPYTER_PATH: '/other', VIRTUAL_ENV: '/venv' };
  t.same(jupyterDataPaths(env, home, ['/mine']), ['/mine', '/one', '/two']);
  t.same(jupyterDataPaths({ TRAME_MANAGER_JUPYTER_PATH: '' }, home).length, 3);
});

t.test('relative and empty entries are dropped, repeated ones listed once', async (t) => {
  const env = { TRAME_MANAGER_JUPYTER_PATH: ':/one::rel/ative:/one/:/two//x/:./y:/one' };
  t.same(jupyterDataPaths(env, home, ['', 'apps']), ['/one', '/two/x']);
});
