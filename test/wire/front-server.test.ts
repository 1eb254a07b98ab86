import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import t from 'tap';
import { createFrontServer } from '../../src/wire/front-server.ts';
import { createInnerServer } from '../../src/wire/inner-server.ts';
import { ownAnswer } from '../../src/wire/own-answer.ts';
import { SocketWire } from '../../src/wire/socket-wire.ts';
import { UpstreamPool } from '../../src/wire/upstream-pool.ts';
import { startFront } from '../support/front-fixture.ts';
import { RawClient } from '../support/proxy-client.ts';
import { until } from '../support/until.ts';

const post = (headers: string) => `POST / HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: 10\r\n\r\n`;

t.test('a client that sends its body after the answer is not cut off', async (t) => {
  const port = await startFront(t, () => ownAnswer(200, {}, 'early'));
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  let failed: Error | null = null;
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  socket.on('error', (error) => {
    failed = error;
  });
  socket.write(post('Connection: close\r\n'));
  await once(socket, 'end');
  const closed = once(socket, 'close');
  socket.write('hello', () => setImmediate(() => socket.end('world')));
  await closed;
  t.match(answer, /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n\r\nearly$/s);
  t.equal(failed, null);
});

t.test('on a kept connection an unwanted body is read away, and the next request is answered', async (t) => {
  const port = await startFront(t, ({ url }) => ownAnswer(200, {}, url));
  const client = new RawClient(t, port).send(post(''));
  await until(() => client.received.endsWith('\r\n\r\n/'), 'the early answer');
  client.send('0123456789GET /second HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => client.received.endsWith('/second'), 'the second answer');
  t.notOk(client.ended);
});

t.test('requests in one piece are answered in their order, however long each decision takes', async (t) => {
  const decisions: (() => void)[] = [];
  const port = await startFront(
    t,
    ({ url }) =>
      new Promise((resolve) => {
        decisions.push(() => resolve(ownAnswer(200, {}, url)));
      }),
  );
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const client = new RawClient(t, port).send(get('/1') + get('/2') + get('/3'));
  for (const path of ['/1', '/2', '/3']) {
    await until(() => decisions.length > 0, 'the question');
    t.equal(decisions.length, 1, 'one after the other');
    decisions.pop()?.();
    await until(() => client.received.endsWith(path), 'the answer');
  }
});

t.test('what is malformed, too long or breaks the handler is answered with its status, and no stack', async (t) => {
  const port = await startFront(t, ({ url }) => {
    if (url === '/throw') throw new Error('secret of the source');
    return Promise.reject(new Error('secret of the source'));
  });
  const answerTo = async (text: string) => {
    const client = new RawClient(t, port).send(text);
    await until(() => client.received !== '', 'the answer');
    return client.received;
  };
  t.match(await answerTo('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 .*Connection: close/s);
  t.match(await answerTo(`GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`), /^HTTP\/1\.1 431 /);
  for (const path of ['/throw', '/reject']) {
    const answer = await answerTo(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    t.match(answer, /^HTTP\/1\.1 500 .*broken$/s);
    t.notMatch(answer, 'secret');
  }
});

t.test('an http server within the process is asked like any other', async (t) => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => {
      body += text;
    });
    request.on('end', () => response.end(`${request.method} ${request.url} ${request.headers['x-a']} ${body}`));
  });
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.pipe(socket);
  });
  const inner = createInnerServer(server, () => ownAnswer(500, {}, ''));
  t.teardown(() => inner.close());
  const port = await startFront(t, (request) => inner.forwarding(request));
  const client = new RawClient(t, port).send(`${post('X-A: 1\r\n')}0123456789`);
  await until(() => client.received.endsWith('POST / 1 0123456789'), 'the answer');
  client.send('POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n');
  await until(() => client.received.endsWith('POST /c undefined ab'), 'the second');
  client.send('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\necho');
  await until(() => client.received.endsWith('\r\n\r\necho'), 'the echo');
  client.socket.end();
  await until(() => client.ended, 'the end');
});

t.test('a request within the process is answered whatever became of the one before', async (t) => {
  const seen = new WeakSet<object>();
  const server = createServer((request, response) => {
    // As node:http does on a connection on which it has lost its place.
    if (!seen.has(request.socket)) response.end(request.url);
    seen.add(request.socket);
  });
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.on('close', () => {
      open -= 1;
    });
  });
  const inner = createInnerServer(server, () => ownAnswer(500, {}, ''));
  t.teardown(() => inner.close());
  const port = await startFront(t, (request) => inner.forwarding(request));
  const client = new RawClient(t, port);
  for (const url of ['/one', '/two', '/three']) {
    client.send(`GET ${url} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await until(() => client.received.endsWith(url), `the answer to ${url}`);
  }
  await until(() => open === 0, 'the end of both sides of what carried them');
});

t.test('a fault of ours in the middle of an answer ends that answer alone', async (t) => {
  const upstream = createServer((_request, response) => response.end('fine'));
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => upstream.close());
  const address = { host: '127.0.0.1', port: (upstream.address() as AddressInfo).port };
  const pool = new UpstreamPool(() => SocketWire.connect(address));
  t.teardown(() => pool.close());
  const port = await startFront(t, ({ url }) => ({
    upstream: pool,
    head: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    upgrade: false,
    mayRepeat: true,
    hurriesBody: false,
    answer: () => {
      if (url === '/fault') throw new Error('a fault');
      return { headers: [], collect: null };
    },
    failed: (reason) => ownAnswer(502, {}, reason),
    began: () => () => undefined,
    joined: () => () => undefined,
  }));
  const client = new RawClient(t, port).send('GET /fault HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => client.received.endsWith('a fault'), 'the answer');
  t.match(client.received, /^HTTP\/1\.1 502 /);
  client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => client.received.includes(' 200 OK'), 'the next answer');
});

t.test('a server that retires answers what is under way, and nothing more', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  const front = createFrontServer({
    handle({ url }) {
      asked += 1;
      return promise.then(() => ownAnswer(200, {}, url));
    },
    refuse: (status, reason) => ownAnswer(status, {}, reason),
    broken: () => ownAnswer(500, {}, 'broken'),
  });
  await once(front.server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => front.destroy());
  const { port } = front.server.address() as AddressInfo;
  const idle = new RawClient(t, port);
  const begun = new RawClient(t, port).send('GET /under-way HTTP/1.1\r\nHost: x\r\n\r\n');
  const gone = new RawClient(t, port).send('GET /gone HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => asked === 2, 'the requests');
  let retired = false;
  const retiring = front.retire().then(() => {
    retired = true;
  });
  await until(() => idle.closed || idle.ended, 'the idle connection to be closed');
  gone.socket.destroy();
  t.notOk(retired);
  resolve();
  await retiring;
  await until(() => begun.ended, 'the end of the connection');
  t.match(begun.received, /Connection: close\r\n\r\n\/under-way$/);
});
