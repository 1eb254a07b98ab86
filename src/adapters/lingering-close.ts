import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a client may go on sending a body that nobody wants any more. */
const lingerMs = 5_000;

/**
 * Lets a server that closes a connection after its answer read what is left of the request's body first. node:http closes at
 * once; a client that is still sending then fails with EPIPE or ECONNRESET and never sees the answer. jupyter-server-proxy is such
 * a client (it asks for `Connection: close` and sends head and body apart) and made a 500 of it. RFC 9112, 9.6 asks servers
 * to close in these stages.
 */
export function lingerOnClose(server: Server): void {
  const current = new WeakMap<Socket, IncomingMessage>();
  const remember = (request: IncomingMessage) => current.set(request.socket, request);
  server.prependListener('request', remember);
  server.prependListener('checkContinue', remember);
  server.on('connection', (socket: Socket) => {
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => {
      const request = current.get(socket);
      if (request === undefined || request.complete || request.destroyed) destroySoon();
      else closeInStages(socket, request, destroySoon);
    };
  });
}

/** Says that nothing more comes, and throws away what still arrives. */
function closeInStages(socket: Socket, request: IncomingMessage, destroySoon: () => void): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  socket.end();
  request.once('end', destroySoon);
  request.unpipe();
  request.resume();
}
