import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type Program, startProgram } from './program.ts';

/** The checkout's Python environment, which `npm start` and `npm test` set up. */
export const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

/** A Jupyter server that runs. */
export interface JupyterServer {
  program: Program;
  port: number;
  /** What a browser that has been there sends: "username-…=…". */
  cookie: string;
}

/** A Jupyter server with jupyter-server-proxy and without a password, apart from the user's files. */
export async function startJupyterServer(
  home: string,
  servers: Record<string, unknown> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<JupyterServer> {
  const port = await freePort();
  const config = join(home, 'config');
  mkdirSync(config, { recursive: true });
  writeFileSync(
    join(config, 'jupyter_server_config.json'),
    JSON.stringify({
      IdentityProvider: { token: '' },
      ServerApp: {
        ip: '127.0.0.1',
        port,
        port_retries: 0,
        open_browser: false,
        allow_root: true,
        disable_check_xsrf: true,
        log_level: 'ERROR',
        jpserver_extensions: { jupyter_server_proxy: true },
      },
      ServerProxy: { servers },
    }),
  );
  const program = startProgram(python, ['-m', 'jupyter_server'], {
    home,
    env: {
      PATH: `${dirname(python)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: home,
      LANG: 'C.UTF-8',
      JUPYTER_CONFIG_DIR: config,
      JUPYTER_DATA_DIR: join(home, 'data'),
      JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
      ...env,
    },
  });
  const cookie = await program.until('a cookie', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/me`);
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? null;
  });
  return { program, port, cookie };
}
