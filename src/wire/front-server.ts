import { createServer, type Server } from 'node:net';
import { ClientConnection } from './client-connection.ts';
import { type ConnectionLimits, defaultLimits } from './connection-limits.ts';
import type { RequestHandler } from './request-handler.ts';
import { SocketWire } from './socket-wire.ts';
import type { Wire } from './wire.ts';

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
 *
 * @param changes of the limits, for tests and small machines
 */
export function createFrontServer(handler: RequestHandler, changes: Partial<ConnectionLimits> = {}): FrontServer {
  const limits = { ...defaultLimits, ...changes };
  /** Without those that became tunnels. */
  const connections = new Set<ClientConnection>();
  /** With them. */
  const open = new Set<Wire>();
  const forget = (connection: ClientConnection) => void connections.delete(connection);
  const overloaded: RequestHandler = {
    ...handler,
    handle: () =>
      handler.refuse(503, `${limits.maximumConnections} connections are open, which is the most that can be`),
  };
  const makePlace = (): boolean => {
    const found = idlest(connections);
    if (found === null) return false;
    // Its close comes later: it must not be found twice.
    connections.delete(found);
    open.delete(found.wire);
    found.destroy();
    return true;
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    while (open.size >= limits.maximumConnections && makePlace());
    if (open.size >= limits.maximumConnections + limits.reservedConnections) return void socket.destroy();
    const isTooMany = open.size >= limits.maximumConnections;
    const wire = SocketWire.accept(socket, () => open.delete(wire));
    open.add(wire);
    connections.add(
      isTooMany ? new ClientConnection(wire, overloaded, forget, true) : new ClientConnection(wire, handler, forget),
    );
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const connection of connections) connection.checkTime(now, limits);
  }, limits.checkEveryMs).unref();
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

/** The connection that has been idle longest; null where all are in use. */
function idlest(connections: Iterable<ClientConnection>): ClientConnection | null {
  let found: ClientConnection | null = null;
  let sinceMs = Number.POSITIVE_INFINITY;
  for (const connection of connections) {
    const idleSinceMs = connection.idleSinceMs ?? Number.POSITIVE_INFINITY;
    if (idleSinceMs >= sinceMs) continue;
    found = connection;
    sinceMs = idleSinceMs;
  }
  return found;
}
