import { startJupyterServer } from '../jupyter-server.ts';
import type { StartPeer } from '../peer.ts';
import { processTree } from '../process-figures.ts';
import { answering } from '../program.ts';

/** jupyter-server-proxy in a real Jupyter server, by its `/proxy/<port>/`. */
export const startJupyterServerProxy: StartPeer = async ({ home, targetPort }) => {
  const { program, port, cookie } = await startJupyterServer(home);
  const prefix = `/proxy/${targetPort}/`;
  await answering(program, `http://127.0.0.1:${port}${prefix}`);
  return {
    name: 'jupyter-server-proxy',
    port,
    prefix,
    headers: `Cookie: ${cookie}\r\n`,
    processes: () => processTree(program.pid),
    stop: program.stop,
  };
};
