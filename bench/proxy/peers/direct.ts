import { fileURLToPath } from 'node:url';
import type { Peer, StartPeer } from '../peer.ts';
import { answering, freePort, type Program, startProgram } from '../program.ts';

/** The target's program. */
export const targetFile = fileURLToPath(new URL('../target.ts', import.meta.url));

/** The direct connection to the shared target. */
export const startDirect: StartPeer = async ({ targetPort }): Promise<Peer> => ({
  name: 'direct',
  port: targetPort,
  prefix: '/',
  headers: '',
  processes: () => [],
  stop: async () => {},
});

/** Starts the target on a port of its own. */
export async function startTarget(home: string): Promise<{ program: Program; port: number }> {
  const port = await freePort();
  const program = startProgram(process.execPath, [targetFile], { home, env: { ...process.env, PORT: String(port) } });
  await answering(program, `http://127.0.0.1:${port}/`);
  return { program, port };
}
