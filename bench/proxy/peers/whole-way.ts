import { join } from 'node:path';
import { launchTarget, writeTargetApp } from '../daemon-instance.ts';
import { startJupyterServer } from '../jupyter-server.ts';
import type { StartPeer } from '../peer.ts';
import { processTree } from '../process-figures.ts';

/**
 * jupyter-server-proxy followed by the daemon on its unix socket: the settings are those of the wheel's entry point, the daemon
 * is this checkout's.
 */
export const startWholeWay: StartPeer = async ({ home, main }) => {
  const data = join(home, 'jupyter');
  writeTargetApp(data);
  const serve = ['serve', '--socket', '{unix_socket}', '--base-url', '{base_url}tile/'];
  const tile = { command: [process.execPath, main, ...serve], unix_socket: true, timeout: 30 };
  const { program, port, cookie } = await startJupyterServer(home, { tile }, { JUPYTER_PATH: data });
  const base = `http://127.0.0.1:${port}/tile/`;
  // jupyter-server-proxy starts the daemon at the first request.
  const instance = await launchTarget(base, { cookie });
  return {
    name: 'whole-way',
    port,
    prefix: `/tile${instance.path}`,
    headers: `Cookie: ${cookie}; ${instance.cookie}\r\n`,
    processes: () => processTree(program.pid),
    async stop() {
      await instance.remove();
      await program.stop();
    },
  };
};
