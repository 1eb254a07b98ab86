import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { leaveBuffer, type ReadBuffer, takeLargeBuffer } from '../../src/wire/read-buffers.ts';
import { SocketWire } from '../../src/wire/socket-wire.ts';
import { joinWires } from '../../src/wire/tunnel.ts';
import { deafListener } from '../../src/wire/wire.ts';
import { until } from '../support/until.ts';

type Server = ReturnType<typeof createServer>;

async function listen(t: Test, server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A server that joins each connection to one of its own to `target`. */
async function startTunnels(t: Test, target: number, closed = () => undefined as unknown): Promise<number> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    joinWires(SocketWire.accept(socket), SocketWire.connect({ host: '127.0.0.1', port: target }), closed);
  });
  return listen(t, server);
}

const content = randomBytes(3_000_000);
const digest = createHash('sha256').update(content).digest('hex');

t.test('many streams at once, in both directions and with slow readers, arrive byte for byte', async (t) => {
  const echo = await listen(
    t,
    createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket)),
  );
  let open = 0;
  const tunnels = await startTunnels(t, echo, () => {
    open -= 1;
  });
  // More than there are large buffers, so that some have to do without.
  const clients = Array.from({ length: 80 }, async (_, index) => {
    open += 1;
    const socket = connect(tunnels, '127.0.0.1');
    const hash = createHash('sha256');
    socket.on('data', (bytes) => {
      hash.update(bytes);
      if (index % 4 !== 0) return;
      socket.pause();
      setImmediate(() => socket.resume());
    });
    // Pieces of every size, small and large reads in turn.
    for (let at = 0; at < content.length; at += 70_001 + index * 997) {
      socket.write(content.subarray(at, at + 70_001 + index * 997));
    }
    socket.end();
    await once(socket, 'close');
    return hash.digest('hex');
  });
  t.same(new Set(await Promise.all(clients)), new Set([digest]));
  await until(() => open === 0, 'all tunnels to be closed');
});

t.test('what cannot be sent makes the sender wait, and does not grow', async (t) => {
  let pusher: Socket | undefined;
  const target = await listen(
    t,
    createServer((socket) => {
      pusher = socket;
      socket.on('error', () => undefined);
    }),
  );
  const tunnels = await startTunnels(t, target);
  const client = connect(tunnels, '127.0.0.1').pause();
  t.teardown(() => client.destroy());
  await until(() => pusher !== undefined, 'the connection');
  const before = process.memoryUsage().rss;
  let sent = 0;
  const push = () => {
    while (pusher?.write(content)) sent += content.length;
  };
  pusher?.on('drain', push);
  push();
  let last = -1;
  // Until the buffers of the system and ours are full.
  await until(() => {
    const same = last === sent;
    last = sent;
    return same;
  }, 'the pusher to wait');
  t.ok(process.memoryUsage().rss - before < 64e6);
  client.resume();
  const later = sent;
  await until(() => sent > later + 20e6, 'the pusher to go on');
});

t.test('lent bytes that are sent later keep their value, whatever is read in the meantime', async (t) => {
  const received: Buffer[] = [];
  const sink = await listen(
    t,
    createServer((socket) => socket.on('data', (bytes) => received.push(bytes))),
  );
  const wire = SocketWire.connect({ host: '127.0.0.1', port: sink });
  t.ok(wire.isConnecting);
  const source = await listen(
    t,
    createServer((socket) => void socket.end('first')),
  );
  // Not connected yet: it has to wait while others read into the same place.
  const read = (listener: (bytes: Buffer) => void) =>
    new Promise<void>((resolve) => {
      const from = SocketWire.connect({ host: '127.0.0.1', port: source });
      from.listener = { ...deafListener, data: listener, end: () => from.destroy(), close: resolve };
    });
  await Promise.all([read((bytes) => wire.write(bytes)), read((bytes) => bytes.fill('x'))]);
  await until(() => received.length > 0, 'what was sent');
  t.equal(String(Buffer.concat(received)), 'first');
  wire.end();
});

t.test('a wire whose connection fails closes', async (t) => {
  const wire = SocketWire.connect({ host: '127.0.0.1', port: 1 });
  await new Promise<void>((resolve) => {
    wire.listener = { ...deafListener, close: resolve };
  });
  t.ok(wire.destroyed);
  wire.write('nothing happens');
});

t.test('large buffers are for streams: clients that send a message now and then leave them all free', async (t) => {
  const echo = await listen(
    t,
    createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket)),
  );
  const tunnels = await startTunnels(t, echo);
  const free = countLargeBuffers();
  const message = randomBytes(40_000);
  const clients = Array.from({ length: 30 }, () => connect(tunnels, '127.0.0.1'));
  t.teardown(() => clients.map((socket) => socket.destroy()));
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(clients.map((socket) => sendAndReceive(socket, message)));
    t.equal(countLargeBuffers(), free);
  }
});

/** How many can be had at once. */
function countLargeBuffers(): number {
  const taken: ReadBuffer[] = [];
  for (let buffer = takeLargeBuffer(); buffer !== null; buffer = takeLargeBuffer()) taken.push(buffer);
  for (const buffer of taken) leaveBuffer(buffer);
  return taken.length;
}

async function sendAndReceive(socket: Socket, message: Buffer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let received = 0;
  const count = (bytes: Buffer) => {
    received += bytes.length;
    if (received === message.length) resolve();
  };
  socket.on('data', count);
  socket.write(message);
  await promise;
  socket.off('data', count);
}
