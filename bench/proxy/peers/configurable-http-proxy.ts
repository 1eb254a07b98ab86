import { fileURLToPath } from 'node:url';
import type { StartPeer } from '../peer.ts';
import { processTree } from '../process-figures.ts';
import { answering, freePort, startProgram } from '../program.ts';

/** JupyterHub's proxy, with the target as its default route. */
export const startConfigurableHttpProxy: StartPeer = async ({ home, targetPort }) => {
  const port = await freePort();
  const apiPort = await freePort();
  const program = startProgram(
    process.execPath,
    [
      fileURLToPath(
        new URL('../../../node_modules/configurable-http-proxy/bin/configurable-http-proxy', import.meta.url),
      ),
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--api-ip=127.0.0.1',
      `--api-port=${apiPort}`,
      `--default-target=http://127.0.0.1:${targetPort}`,
      '--log-level=warn',
    ],
    { home, env: { ...process.env, CONFIGPROXY_AUTH_TOKEN: 'bench' } },
  );
  await answering(program, `http://127.0.0.1:${port}/`);
  return {
    name: 'configurable-http-proxy',
    port,
    prefix: '/',
    headers: '',
    processes: () => processTree(program.pid),
    stop: program.stop,
  };
};
