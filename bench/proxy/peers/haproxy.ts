import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartPeer } from '../peer.ts';
import { processTree } from '../process-figures.ts';
import { answering, freePort, startProgram } from '../program.ts';

/** HAProxy with one thread, splicing in the kernel where it finds that worth it, and kept connections to the target. */
export const startHaproxy: StartPeer = async ({ home, targetPort }) => {
  const port = await freePort();
  const program = startProgram('haproxy', ['-db', '-f', file(home, port, targetPort)], { home });
  await answering(program, `http://127.0.0.1:${port}/`);
  return {
    name: 'haproxy',
    port,
    prefix: '/',
    headers: '',
    processes: () => processTree(program.pid),
    stop: program.stop,
  };
};

function file(home: string, port: number, targetPort: number): string {
  const path = join(home, 'haproxy.cfg');
  writeFileSync(
    path,
    `global
  maxconn 6000
  nbthread 1
  tune.bufsize 65536
  tune.pipesize 1048576
defaults
  mode http
  option splice-auto
  option http-keep-alive
  http-reuse always
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  timeout tunnel 1h
frontend front
  bind 127.0.0.1:${port} backlog 8192
  default_backend target
backend target
  server target 127.0.0.1:${targetPort} pool-max-conn 64
`,
  );
  return path;
}
