import { delimiter, isAbsolute, join, normalize } from 'node:path';

/** The environment variables that say where Jupyter's data directories are; others are ignored. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Jupyter's data directories in the order of precedence, each once, whether or not they exist; apps are the
 * directories `<entry>/trame/<app>`. `extra` (from --app-path) comes first. Then, when the Python entry point handed
 * Jupyter's own list over in TRAME_MANAGER_JUPYTER_PATH, that list; otherwise the order that Jupyter documents.
 * Relative and empty entries are dropped, as they would depend on where the program was started.
 *
 *     {JUPYTER_PATH: "/apps", VIRTUAL_ENV: "/venv"}, "/home/ada", ["/mine"] ->
 *       ["/mine", "/apps", "/home/ada/.local/share/jupyter", "/venv/share/jupyter",
 *        "/usr/local/share/jupyter", "/usr/share/jupyter"]
 */
export function jupyterDataPaths(env: Environment, home: string, extra: readonly string[] = []): string[] {
  const handedOver = entries(env.TRAME_MANAGER_JUPYTER_PATH);
  const paths = [...extra, ...(handedOver.length > 0 ? handedOver : documentedOrder(env, home))];
  return [...new Set(paths.filter((path) => isAbsolute(path)).map(withoutTrailingSlash))];
}

/** The directory of the user's own apps: "/home/ada/.local/share/jupyter/trame". */
export function ownAppsDirectory(env: Environment, home: string): string {
  return join(userDataPath(env, home), 'trame');
}

function userDataPath(env: Environment, home: string): string {
  return env.JUPYTER_DATA_DIR || join(dataHome(env, home), 'jupyter');
}

function documentedOrder(env: Environment, home: string): string[] {
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((prefix) => prefix !== undefined && prefix !== '');
  return [
    ...entries(env.JUPYTER_PATH),
    userDataPath(env, home),
    ...environments.map((prefix) => join(prefix ?? '', 'share/jupyter')),
    '/usr/local/share/jupyter',
    '/usr/share/jupyter',
  ];
}

/** As jupyter_core does: XDG_DATA_HOME, where it is set, takes the place of ~/.local/share. */
function dataHome(env: Environment, home: string): string {
  const xdg = env.XDG_DATA_HOME ?? '';
  return isAbsolute(xdg) ? xdg : join(home, '.local/share');
}

function entries(list: string | undefined): string[] {
  return (list ?? '').split(delimiter).filter((entry) => entry !== '');
}

/** "/apps//x/" -> "/apps/x" */
function withoutTrailingSlash(path: string): string {
  const tidy = normalize(path);
  return tidy.length > 1 && tidy.endsWith('/') ? tidy.slice(0, -1) : tidy;
}
