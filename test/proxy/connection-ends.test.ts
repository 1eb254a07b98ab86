import t from 'tap';
import { proxyToRaw, reachInstance } from '../support/proxied-instance.ts';
import { RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

const leaving: [how: string, leave: (client: RawClient) => void][] = [
  ['closes', (client) => client.socket.destroy()],
  ['resets', (client) => client.socket.resetAndDestroy()],
  ['ends its half', (client) => client.socket.end()],
];
const moments: [when: string, headers: string[], body: string, answer: string][] = [
  ['before the answer', [], '', ''],
  ['within the answer', [], '', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun'],
  ['within an answer of chunks', [], '', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n'],
  ['within its upload', ['Content-Length: 100'], 'begun', ''],
  ['within its upload of chunks', ['Transfer-Encoding: chunked'], '5\r\nbegun\r\n', ''],
];
for (const [how, leave] of leaving) {
  for (const [when, headers, body, answer] of moments) {
    t.test(`a client that ${how} ${when} closes the instance’s side`, async (t) => {
      const raw = await proxyToRaw(t);
      const { client, upstream } = await reachInstance(t, raw, raw.head('POST /proxy/7/', ...headers) + body);
      if (body !== '') await until(() => upstream.received.includes('begun'), 'the begin');
      if (answer !== '') upstream.socket.write(answer);
      if (answer !== '') await until(() => client.received.includes('begun'), 'the begin');
      leave(client);
      await until(() => upstream.ended || upstream.closed, 'the instance to notice');
      t.notMatch(upstream.received, /\r\n0\r\n\r\n$/, 'what was sent is not made to look complete');
    });
  }
}

t.test('a client that has sent its next request already, and leaves, closes the instance’s side too', async (t) => {
  const raw = await proxyToRaw(t);
  const { client, upstream } = await reachInstance(t, raw, raw.head('GET /proxy/7/1') + raw.head('GET /proxy/7/2'));
  client.socket.destroy();
  await until(() => upstream.ended || upstream.closed, 'the instance to notice');
  t.pass();
});

const unfinished: [what: string, head: string, body: string][] = [
  ['counted', 'Content-Length: 100', 'begun'],
  ['chunked', 'Transfer-Encoding: chunked', '5\r\nbegun\r\n'],
  ['within a chunk', 'Transfer-Encoding: chunked', 'ff\r\nbegun'],
  ['within its trailers', 'Transfer-Encoding: chunked', '5\r\nbegun\r\n0\r\nX: 1\r\n'],
];
for (const end of ['destroy', 'end', 'resetAndDestroy'] as const) {
  for (const [what, framing, body] of unfinished) {
    t.test(`an instance that dies (${end}) within its answer closes the client’s connection: ${what}`, async (t) => {
      const raw = await proxyToRaw(t);
      const { client, upstream } = await reachInstance(t, raw, raw.head('GET /proxy/7/'));
      upstream.socket.write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n${body}`);
      await until(() => client.received.includes('begun'), 'the begin');
      upstream.socket[end]();
      await until(() => client.ended || client.closed, 'the end');
      t.notMatch(client.received, /\r\n0\r\n\r\n/, 'the answer is not made to look complete');
    });
  }
}

t.test('an instance that dies within an answer in the middle of its head is a 502', async (t) => {
  const raw = await proxyToRaw(t);
  const { client, upstream } = await reachInstance(t, raw, raw.head('POST /proxy/7/', 'Content-Length: 0'));
  upstream.socket.end('HTTP/1.1 200 OK\r\nContent-Le');
  await until(() => client.received.includes('\r\n\r\n'), 'an answer');
  t.match(client.received, /^HTTP\/1\.1 502 /);
});

t.test('a client that ends its half after an answer lets go of nothing that others use', async (t) => {
  const raw = await proxyToRaw(t, ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  for (let n = 0; n < 3; n += 1) {
    const client = new RawClient(t, raw.port).send(raw.head('GET /proxy/7/'));
    await until(() => client.received.endsWith('ok'), 'the answer');
    client.socket.end();
    await until(() => client.ended, 'the daemon to end its half too');
  }
  t.equal(raw.connections.length, 1);
});

t.test('an instance that ends its half after its answer, while the upload goes on, has answered', async (t) => {
  const raw = await proxyToRaw(t);
  const upload = raw.head('POST /proxy/7/', 'Content-Length: 100000');
  const { client, upstream } = await reachInstance(t, raw, `${upload}abc`);
  upstream.socket.end('HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 8\r\n\r\ntoo much');
  await until(() => client.received.endsWith('too much'), 'the answer');
  client.send('x'.repeat(100_000 - 3));
  client.send(raw.head('GET /proxy/7/next'));
  const next = () => raw.connections.some(({ received }) => received.startsWith('GET /next '));
  await until(() => client.ended || client.closed || next(), 'the end, or the next request in its own right');
  t.match(client.received, /^HTTP\/1\.1 413 [^x]*too much/);
});

t.test('an answer that has come whole passes whole, though its connection is reset behind it', async (t) => {
  const raw = await proxyToRaw(t, ({ socket }) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n${'x'.repeat(50_000)}`, () => socket.end());
  });
  for (let n = 0; n < 20; n += 1) {
    const client = new RawClient(t, raw.port).send(raw.head('GET /proxy/7/'));
    await until(() => client.received.split('\r\n\r\n')[1]?.length === 50_000, 'all of it');
  }
  t.pass();
});
