import { fileURLToPath } from 'node:url';
import type { StartPeer } from '../peer.ts';
import { processTree } from '../process-figures.ts';
import { answering, freePort, startProgram } from '../program.ts';

/** @fastify/http-proxy as it comes. */
export const startHttpProxy: StartPeer = async ({ home, targetPort }) => {
  const port = await freePort();
  const program = startProgram(
    process.execPath,
    [fileURLToPath(new URL('http-proxy-program.ts', import.meta.url)), String(port), String(targetPort)],
    { home },
  );
  await answering(program, `http://127.0.0.1:${port}/`);
  return {
    name: 'http-proxy',
    port,
    prefix: '/',
    headers: '',
    processes: () => processTree(program.pid),
    stop: program.stop,
  };
};
