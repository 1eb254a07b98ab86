import type http from 'node:http';
import t from 'tap';
import { proxyToRaw, proxyToServer, reachInstance } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

const expecting = ['Content-Length: 3', 'Expect: 100-continue'];

t.test('Expect: 100-continue is decided by the instance: it wants the body', async (t) => {
  let waiting: [http.IncomingMessage, http.ServerResponse] | undefined;
  const { port, head, server } = await proxyToServer(
    t,
    (request, response) => request.on('data', (chunk) => response.end(`got ${chunk}`)),
    (server) =>
      server.on('checkContinue', (...exchange) => {
        waiting = exchange;
      }),
  );
  const client = new RawClient(t, port).send(head('POST /proxy/7/', ...expecting));
  await until(() => waiting !== undefined, 'the request at the instance');
  t.equal(client.received, '');
  waiting?.[1].writeContinue();
  if (waiting) server.emit('request', ...waiting);
  await until(() => client.received.includes('\r\n\r\n'), 'the 100');
  t.equal(client.received, 'HTTP/1.1 100 Continue\r\n\r\n');
  client.send('abc');
  await until(() => client.received.includes('got abc'), 'the answer');
});

t.test('Expect: 100-continue is decided by the instance: it refuses, and the body is never asked for', async (t) => {
  const { port, head } = await proxyToServer(
    t,
    () => undefined,
    (server) => server.on('checkContinue', (_request, response) => response.writeHead(413).end('too large')),
  );
  const client = new RawClient(t, port).send(head('POST /proxy/7/', ...expecting));
  await until(() => client.ended, 'the end of the connection');
  t.match(client.received, /^HTTP\/1\.1 413 Payload Too Large\r\n[\s\S]*Connection: close\r\n[\s\S]*too large/i);
  t.notMatch(client.received, '100 Continue');
});

t.test('an instance that knows nothing of 100 deadlocks nobody', async (t) => {
  const { port, head } = await proxyToRaw(t, ({ socket, received }) => {
    if (received.endsWith('\r\n\r\nabc')) socket.end('HTTP/1.0 200 OK\r\n\r\ndone');
  });
  const client = new RawClient(t, port).send(head('POST /proxy/7/', ...expecting));
  await until(() => client.received === 'HTTP/1.1 100 Continue\r\n\r\n', 'the 100');
  client.send('abc');
  await until(() => client.received.includes('done'), 'the answer');
  t.equal(client.received.split('100 Continue').length, 2);
});

t.test('a body that is sent without waiting for the 100 arrives', async (t) => {
  const { port, head } = await proxyToServer(t, (request, response) =>
    request.on('data', (chunk) => response.end(`got ${chunk}`)),
  );
  const client = new RawClient(t, port).send(`${head('POST /proxy/7/', ...expecting)}abc`);
  await until(() => client.received.includes('got abc'), 'the answer');
  t.pass();
});

t.test('early hints pass, as many as come and at once', async (t) => {
  const raw = await proxyToRaw(t);
  const { client, upstream } = await reachInstance(t, raw, raw.head('GET /proxy/7/'));
  for (const hint of ['</a.css>; rel=preload', '</b.js>; rel=preload']) {
    upstream.socket.write(`HTTP/1.1 103 Early Hints\r\nLink: ${hint}\r\n\r\n`);
    await until(() => client.received.endsWith(`Link: ${hint}\r\n\r\n`), 'the hint');
  }
  upstream.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  await until(() => client.received.endsWith('ok'), 'the answer');
  t.strictSame(client.received.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 103', 'HTTP/1.1 103', 'HTTP/1.1 200']);
});

t.test('an agreement to an upgrade that nobody asked for opens nothing', async (t) => {
  const raw = await proxyToRaw(t, ({ socket }) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nfree speech'),
  );
  const client = new RawClient(t, raw.port).send(raw.head('GET /proxy/7/'));
  await until(() => client.received.includes('\r\n\r\n') || client.ended, 'an answer');
  t.match(client.received, /^HTTP\/1\.1 502 /);
  t.notMatch(client.received, 'free speech');
});

t.test('hints without end are held back where their reader does not read', async (t) => {
  const raw = await proxyToRaw(t);
  const { client, upstream } = await reachInstance(t, raw, raw.head('GET /proxy/7/'));
  client.socket.pause();
  const hints = `HTTP/1.1 103 Early Hints\r\nLink: </${'x'.repeat(900)}>\r\n\r\n`.repeat(1000);
  const most = 200;
  let taken = 0;
  const pour = () => void upstream.socket.write(hints, () => ++taken < most && pour());
  pour();
  for (let before = -1; before !== taken && taken < most; ) {
    before = taken;
    for (let turn = 0; turn < 20; turn += 1) t.equal((await ask(raw.port, '/proxy/8/')).status, 404);
  }
  t.ok(taken < most / 2, `${taken} of ${most} megabytes were taken`);
  client.socket.destroy();
  await until(() => upstream.closed || upstream.ended, 'the instance to notice that its client left');
});
