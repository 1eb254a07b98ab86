import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** Bytes that went over a link, of TCP's payload. */
export interface Traffic {
  /** To the browser, of connections that carry pages and files. */
  http: number;
  /** To the browser, of connections that became websockets. */
  websocket: number;
  /** From the browser. */
  up: number;
}

/** A port of 127.0.0.1 that leads to another one over a slow link. */
export interface ShapedLink {
  port: number;
  /** Traffic since the last call. */
  traffic(): Traffic;
  /** When the last byte went over it, as `performance.now()`. */
  lastUsedAt(): number;
  close(): Promise<void>;
}

export interface Shape {
  /** Each way, shared by all connections. */
  megabitsPerSecond: number;
  /** Both ways together. */
  roundTripMs: number;
}

/** Large enough for the link's rate, as the window of a TCP connection is. */
const windowBytes = 256 * 1024;
/** What one connection may send before it is the next one's turn: about the size of a packet. */
const sliceBytes = 1460;

/** Delays and paces bytes as a link would. Websockets are seen as well, which a browser's own throttling leaves out. */
export async function shapeLink(targetPort: number, shape: Shape): Promise<ShapedLink> {
  const traffic: Traffic = { http: 0, websocket: 0, up: 0 };
  const sockets = new Set<Socket>();
  const down = direction(shape);
  const up = direction(shape);
  let lastUsedAt = performance.now();

  const server = net.createServer({ noDelay: true, pauseOnConnect: true }, async (client) => {
    const target = net.connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    let kind: 'http' | 'websocket' = 'http';
    pass(client, target, up, (chunk) => {
      if (chunk.includes('\r\nUpgrade: websocket')) kind = 'websocket';
      traffic.up += chunk.length;
      lastUsedAt = performance.now();
    });
    pass(target, client, down, (chunk) => {
      traffic[kind] += chunk.length;
      lastUsedAt = performance.now();
    });
    // The handshake of TCP takes one round trip before the first byte leaves.
    setTimeout(() => client.resume(), shape.roundTripMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    traffic: () => {
      const counted = { ...traffic };
      Object.assign(traffic, { http: 0, websocket: 0, up: 0 });
      return counted;
    },
    lastUsedAt: () => lastUsedAt,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

type Direction = ReturnType<typeof direction>;

/** One way of the link: slices leave one after the other, connections take turns, and each arrives half a round trip later. */
function direction({ megabitsPerSecond, roundTripMs }: Shape) {
  const bytesPerMs = (megabitsPerSecond * 1e6) / 8 / 1000;
  const queues = new Map<Socket, Slice[]>();
  /** In the order of their arrival: timers alone would not keep it. */
  const underWay: { at: number; arrive: () => void }[] = [];
  let freeAt = 0;
  let ticking = false;

  const tick = () => {
    ticking = false;
    const now = performance.now();
    while (underWay[0] !== undefined && underWay[0].at <= now) underWay.shift()?.arrive();
    // What a late timer has missed is made up for, a pause is not.
    freeAt = Math.max(freeAt, now - 5);
    while (queues.size > 0 && freeAt <= now) {
      for (const [socket, queue] of queues) {
        const slice = queue.shift();
        if (slice === undefined) queues.delete(socket);
        else {
          freeAt += slice.chunk.length / bytesPerMs;
          underWay.push({ at: freeAt + roundTripMs / 2, arrive: slice.arrive });
        }
      }
    }
    if (queues.size > 0 || underWay.length > 0) schedule();
  };
  const schedule = () => {
    if (!ticking) setTimeout(tick, 1);
    ticking = true;
  };

  return (socket: Socket, chunk: Buffer, arrive: () => void) => {
    const queue = queues.get(socket) ?? [];
    queues.set(socket, queue);
    queue.push({ chunk, arrive });
    schedule();
  };
}

interface Slice {
  chunk: Buffer;
  arrive: () => void;
}

function pass(from: Socket, to: Socket, send: Direction, count: (chunk: Buffer) => void): void {
  let under = 0;
  from.on('data', (data: Buffer) => {
    count(data);
    for (let start = 0; start < data.length; start += sliceBytes) {
      const chunk = data.subarray(start, start + sliceBytes);
      under += chunk.length;
      send(to, chunk, () => {
        under -= chunk.length;
        if (!to.destroyed) to.write(chunk);
        if (under < windowBytes) from.resume();
      });
    }
    if (under >= windowBytes) from.pause();
  });
  from.on('end', () => send(to, Buffer.alloc(0), () => to.end()));
  from.on('close', () => send(to, Buffer.alloc(0), () => to.destroy()));
}
