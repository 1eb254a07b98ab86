import type { Socket } from 'node:net';

/** Long enough to cost nothing, short enough to notice a machine that went away. */
const keepAliveProbeMs = 60_000;

/** Two sockets joined. */
export interface SocketTunnel {
  /** Closes both sides at once. */
  destroy(): void;
}

/**
 * Joins two sockets: bytes flow both ways as fast as the slower side takes them, the end of one half is passed on alone, and
 * an error on one side closes the other. No frame is looked at.
 *
 * @param closed is called once, when both sides have closed
 */
export function openTunnel(client: Socket, upstream: Socket, closed: () => void): SocketTunnel {
  let open = 2;
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    socket.setNoDelay(true);
    socket.setTimeout(0);
    socket.setKeepAlive(true, keepAliveProbeMs);
    socket.on('error', () => other.destroy());
    socket.once('close', () => {
      // Closed without an end of its own (destroyed by either party): the other has nobody left to talk to.
      if (!socket.readableEnded) other.destroy();
      open -= 1;
      if (open === 0) closed();
    });
    // pipe() pauses a reader whose writer is full, and ends the writer when the reader ends.
    socket.pipe(other);
  }
  return {
    destroy() {
      client.destroy();
      upstream.destroy();
    },
  };
}
