import net, { type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { PatternReader, untilStopped, writePattern } from '../support/byte-pattern.ts';
import { proxyTo, proxyToRaw, reachInstance } from '../support/proxied-instance.ts';
import { startRawServer, until } from '../support/proxy-fixture.ts';

t.setTimeout(180_000);

/** Beyond what fits into 31 bits. */
const size = 2 ** 31 + 7;
/** Client, proxy and instance run in this one process: three sets of buffers, and what the collector has not taken yet. */
const mayGrowBytes = 300 * 1_048_576;

t.test('2 GB go up, intact and without being kept', async (t) => {
  const reader = new PatternReader();
  const upstream = await startRawServer(t, (socket) =>
    readBody(socket, reader, size, () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone')),
  );
  const { port, head } = await proxyTo(t, upstream);
  const memory = watchMemory(t);
  const client = connect(t, port);
  let answer = '';
  client.on('data', (text) => {
    answer += text;
  });
  client.write(head('PUT /proxy/7/', `Content-Length: ${size}`));
  await writePattern(client, size);
  await until(() => answer.endsWith('done'), 'the answer', 120_000);
  t.ok(reader.intact);
  t.equal(reader.bytes, size);
  t.ok(memory.grownBytes() < mayGrowBytes, `grew by ${memory.grownBytes()} bytes`);
});

t.test('2 GB come down, intact and without being kept', async (t) => {
  const upstream = await startRawServer(t, (socket) =>
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      void writePattern(socket, size);
    }),
  );
  const { port, head } = await proxyTo(t, upstream);
  const memory = watchMemory(t);
  const client = connect(t, port);
  const reader = new PatternReader();
  let whole = false;
  readBody(client, reader, size, () => {
    whole = true;
  });
  client.write(head('GET /proxy/7/'));
  await until(() => whole, 'the end', 120_000);
  t.ok(reader.intact);
  t.ok(memory.grownBytes() < mayGrowBytes, `grew by ${memory.grownBytes()} bytes`);
});

t.test('one chunk may be larger than 32 bits can say, in both directions', async (t) => {
  const chunk = '140000000\r\n';
  const some = Buffer.alloc(8 * 1_048_576, 'x');
  const raw = await proxyToRaw(t);
  const request = `${raw.head('PUT /proxy/7/', 'Transfer-Encoding: chunked')}${chunk}x`;
  const { client, upstream } = await reachInstance(t, raw, request);
  client.socket.write(some);
  await until(() => upstream.received.length > some.length, 'what is there of the chunk');
  upstream.socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`);
  upstream.socket.write(some);
  await until(() => client.received.length > some.length, 'what is there of the chunk');
  t.notOk(client.ended || upstream.ended, 'and more may follow');
});

const stalled = 64 * 1_048_576;
t.test('a slow reader of an answer slows the instance down', async (t) => {
  const raw = await proxyToRaw(t);
  const { client, upstream } = await reachInstance(t, raw, raw.head('GET /proxy/7/'));
  client.socket.pause();
  upstream.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${stalled}\r\n\r\n`);
  const written = writePattern(upstream.socket, stalled);
  const taken = await untilStopped(upstream.socket);
  t.ok(taken < stalled / 2, `${taken} bytes were taken from the instance`);
  client.socket.resume();
  await written;
  await until(() => client.received.length > stalled, 'the rest', 20_000);
});

t.test('an instance that reads slowly slows an upload down', async (t) => {
  const raw = await proxyToRaw(t);
  const request = `${raw.head('PUT /proxy/7/', `Content-Length: ${stalled}`)}x`;
  const { client, upstream } = await reachInstance(t, raw, request);
  upstream.socket.pause();
  const written = writePattern(client.socket, stalled - 1);
  const taken = await untilStopped(client.socket);
  t.ok(taken < stalled / 2, `${taken} bytes were taken from the client`);
  upstream.socket.resume();
  await written;
  await until(() => upstream.received.length > stalled, 'the rest', 20_000);
});

function connect(t: Test, port: number): Socket {
  const socket = net.connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  t.teardown(() => socket.destroy());
  return socket;
}

/** Reads a head and then `total` bytes of body. */
function readBody(socket: Socket, reader: PatternReader, total: number, whole: () => void): void {
  let head = Buffer.alloc(0);
  const take = (bytes: Buffer) => {
    reader.add(bytes);
    if (reader.bytes >= total) whole();
  };
  const readHead = (bytes: Buffer) => {
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    socket.off('data', readHead).on('data', take);
    take(head.subarray(end + 4));
  };
  socket.on('data', readHead);
}

/** How far the process has grown beyond what it was. */
function watchMemory(t: Test): { grownBytes(): number } {
  const before = process.memoryUsage.rss();
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 20);
  t.teardown(() => clearInterval(timer));
  return { grownBytes: () => highest - before };
}
