import t from 'tap';
import { untilStopped } from '../support/byte-pattern.ts';
import { proxyToRaw, proxyToServer, reachInstance } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

t.test('an instance that speaks HTTP/1.0 and ends its answers by closing is understood', async (t) => {
  const { port, cookie } = await proxyToRaw(t, ({ socket }) => socket.end('HTTP/1.0 200 OK\r\nX: 1\r\n\r\nto the end'));
  for (let n = 0; n < 2; n += 1) {
    const answer = await ask(port, '/proxy/7/', { cookie });
    t.match(answer, { status: 200, text: 'to the end', headers: { x: '1' } });
  }
});

t.test('an HTTP/1.1 answer without a length ends with its connection', async (t) => {
  const { port, cookie } = await proxyToRaw(t, ({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\nto the end'));
  t.match(await ask(port, '/proxy/7/', { cookie }), { status: 200, text: 'to the end' });
});

t.test('so does a large one, also for a client that reads late', async (t) => {
  const raw = await proxyToRaw(t);
  const { client, upstream } = await reachInstance(t, raw, raw.head('GET /proxy/7/'));
  client.socket.pause();
  upstream.socket.end(`HTTP/1.0 200 OK\r\n\r\n${'x'.repeat(8_000_000)}`);
  // All that hops and sockets can hold is full by then, or all has been read.
  await untilStopped(upstream.socket);
  client.socket.resume();
  await until(() => client.ended || client.closed, 'the end');
  t.equal(client.received.split('\r\n\r\n')[1]?.length, 8_000_000);
});

t.test('one that is kept open by an HTTP/1.0 instance with a length is not waited for', async (t) => {
  const { port, cookie } = await proxyToRaw(t, ({ socket }) =>
    socket.write('HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  );
  for (let n = 0; n < 2; n += 1) t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok');
});

t.test('an HTTP/1.0 client gets a chunked answer without chunks, ended by closing', async (t) => {
  const { port, head } = await proxyToServer(t, (_request, response) => {
    response.write('one, ');
    response.end('two');
  });
  const client = new RawClient(t, port).send(head('GET /proxy/7/ HTTP/1.0'));
  await until(() => client.ended, 'the end');
  t.match(client.received, /\r\n\r\none, two$/);
  t.notMatch(client.received, /transfer-encoding/i);
});

t.test('an HTTP/1.0 client gets no informational answers', async (t) => {
  const { port, head } = await proxyToRaw(t, ({ socket }) =>
    socket.end('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  );
  const client = new RawClient(t, port).send(head('GET /proxy/7/ HTTP/1.0'));
  await until(() => client.ended, 'the end');
  t.match(client.received, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nok$/);
});

t.test('an HTTP/1.0 client may name no host', async (t) => {
  const { port, cookie } = await proxyToServer(t, (request, response) => response.end(`at ${request.url}`));
  const client = new RawClient(t, port).send(`GET /proxy/7/1 HTTP/1.0\r\nCookie: ${cookie}\r\n\r\n`);
  await until(() => client.ended, 'the end');
  t.match(client.received, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nat \/1$/);
});

t.test('an HTTP/1.0 client’s body has a length; its chunks are refused or taken as one body', async (t) => {
  const { port, head, server } = await proxyToServer(t, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.end(`got ${body}`));
  });
  const urls: (string | undefined)[] = [];
  server.on('request', (request) => urls.push(request.url));
  const counted = new RawClient(t, port).send(`${head('POST /proxy/7/ HTTP/1.0', 'Content-Length: 3')}abc`);
  await until(() => counted.received.includes('got abc'), 'the answer');
  const smuggled = head('GET /proxy/7/smuggled HTTP/1.1');
  const chunked = new RawClient(t, port).send(
    `${head('POST /proxy/7/ HTTP/1.0', 'Transfer-Encoding: chunked')}${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
  );
  await until(() => chunked.ended || chunked.closed, 'the end');
  t.notOk(urls.includes('/smuggled'));
});
