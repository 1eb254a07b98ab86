import type { WebSocket } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { ManagerError } from '../domain/errors.ts';

/**
 * What became of a websocket of the daemon's own. A client's frames that break the protocol are closed with the code for that by
 * ws itself, and one that left without a word is gone: neither is a fault of the daemon. What else is thrown is one.
 */
export function noteSocketFault(error: Error & { code?: unknown }, socket: WebSocket, request: FastifyRequest): void {
  if (isOfTheClient(error.code)) {
    request.log.debug({ reason: error.message }, 'a websocket was ended');
    return;
  }
  request.log.error({ err: error }, 'unexpected error on a websocket');
  socket.terminate();
}

/** What a request without the handshake of a websocket is answered. @throws ManagerError not_found */
export async function refuseWithoutSocket(): Promise<never> {
  throw new ManagerError('not_found', 'Only a websocket can be opened here.');
}

/** ws names what breaks the protocol (`WS_ERR_…`), the system what happens to connections (`ECONNRESET`, `EPIPE`). */
function isOfTheClient(code: unknown): boolean {
  return typeof code === 'string' && /^(?:WS_ERR_|ERR_STREAM_|ECONNRESET$|ECONNABORTED$|EPIPE$|ETIMEDOUT$)/.test(code);
}
