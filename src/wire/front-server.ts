import { createServer, type Server } from 'node:net';
import { ClientConnection, type RequestHandler } from './client-connection.ts';
import { SocketWire } from './socket-wire.ts';

const checkIntervalMs = 5_000;

export interface FrontServer {
  /** Listens, and gives connections to the handler; the address is node:net's. */
  readonly server: Server;
  /** Takes no more connections and requests, and closes idle ones; resolves when the requests under way are answered. */
  retire(): Promise<void>;
  /** Ends all connections at once. */
  destroy(): void;
}

/**
 * The HTTP/1.1 server that stands before everything. It reads the heads of requests itself and leaves bodies and joined
 * connections as bytes, so that what is passed on is not taken apart and put together again.
 */
export function createFrontServer(handler: RequestHandler): FrontServer {
  const connections = new Set<ClientConnection>();
  const forget = (connection: ClientConnection) => void connections.delete(connection);
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    connections.add(new ClientConnection(SocketWire.accept(socket), handler, forget));
  });
  const timer = setInterval(() => {
    const now = Date.now();
    for (const connection of connections) connection.checkTime(now);
  }, checkIntervalMs).unref();
  return {
    server,
    async retire() {
      clearInterval(timer);
      // Accepted connections are out of its count already.
      const stopped = server.listening ? new Promise((resolve) => server.close(resolve)) : null;
      await Promise.all([stopped, ...[...connections].map((connection) => connection.retire())]);
    },
    destroy() {
      for (const connection of connections) connection.destroy();
    },
  };
}
