import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { handshake, RawClient } from '../support/proxy-client.ts';
import {
  anInstance,
  startProxy,
  startRawServer,
  startServer,
  temporaryDirectory,
  until,
} from '../support/proxy-fixture.ts';

const base = '/user/Alice%20B/tm/';

/** An instance with a real websocket server. */
async function prepare(test: Test, options: ConstructorParameters<typeof WebSocketServer>[0] = {}) {
  const requests: IncomingMessage[] = [];
  const server = new WebSocketServer({ noServer: true, maxPayload: 100 * 1_048_576, ...options });
  const { upstream } = await startServer(
    test,
    (_request, response) => response.end(),
    (http) =>
      http.on('upgrade', (request, socket, head) => {
        requests.push(request);
        server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
      }),
  );
  const fixture = await startProxy(test, { basePath: base });
  await fixture.add(anInstance(7, upstream));
  const cookie = await fixture.letIn('id7');
  const connect = (path = '/proxy/7/ws', protocols: string[] = [], headers: Record<string, string> = {}) => {
    const client = new WebSocket(`ws://127.0.0.1:${fixture.port}${path}`, protocols, {
      headers: { Cookie: cookie, ...headers },
      maxPayload: 100 * 1_048_576,
    });
    test.teardown(() => client.terminate());
    return client;
  };
  return { ...fixture, cookie, server, requests, connect };
}

/** An instance of which a test writes each byte itself. */
async function prepareRaw(test: Test) {
  const state = { received: '', socket: undefined as Socket | undefined, ended: false, closed: false };
  const upstream = await startRawServer(test, (socket) => {
    state.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      state.received += text;
    });
    socket.on('end', () => {
      state.ended = true;
    });
    socket.on('close', () => {
      state.closed = true;
    });
  });
  const fixture = await startProxy(test);
  await fixture.add(anInstance(7, upstream));
  const cookie = await fixture.letIn('id7');
  return { ...fixture, cookie, upstream: state };
}

const opened = (client: WebSocket) =>
  new Promise<void>((resolve, reject) => client.once('open', resolve).once('error', reject));
const refused = (client: WebSocket) =>
  new Promise<{ status: number | undefined; type: string | undefined; text: string }>((resolve, reject) => {
    client.once('error', () => undefined).once('open', () => reject(new Error('it was let in')));
    client.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], text }));
    });
  });
const agreement =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Own: \xe9\r\n\r\n';

t.test('text, binary, pings, pongs and close codes pass both ways', async (t) => {
  const { connect, server } = await prepare(t);
  const events: unknown[] = [];
  server.on('connection', (client) => {
    client.on('message', (data, binary) => client.send(data, { binary }));
    client.on('ping', (data) => events.push(`ping ${data}`));
    client.on('close', (code, reason) => events.push(`closed ${code} ${reason}`));
    client.ping('from the instance');
  });
  const client = connect();
  client.on('ping', (data) => events.push(`got ping ${data}`));
  client.on('pong', (data) => events.push(`pong ${data}`));
  client.on('message', (data, binary) => events.push([String(data), binary]));
  await opened(client);
  client.send('text é');
  client.send(Buffer.from([1, 2]));
  client.ping('p');
  await until(() => events.length >= 5, 'all frames');
  client.close(4001, 'enough');
  await until(() => events.includes('closed 4001 enough'), 'the close');
  t.strictSame(
    new Set(events.map((event) => JSON.stringify(event))),
    new Set(
      [
        'got ping from the instance',
        ['text é', false],
        ['\u0001\u0002', true],
        'ping p',
        'pong p',
        'closed 4001 enough',
      ].map((event) => JSON.stringify(event)),
    ),
  );
});

t.test("the instance's own close code reaches the client", async (t) => {
  const { connect, server } = await prepare(t);
  server.on('connection', (client) => client.close(4002, 'bye'));
  const client = connect();
  const closed = new Promise((resolve) => client.once('close', (code, reason) => resolve(`${code} ${reason}`)));
  t.equal(await closed, '4002 bye');
});

t.test('a message of 64 MB passes both ways', async (t) => {
  const { connect, server } = await prepare(t);
  server.on('connection', (client) => client.on('message', (data) => client.send(data)));
  const client = connect();
  await opened(client);
  const message = Buffer.alloc(64 * 1_048_576, 'm');
  const echoed = new Promise<Buffer>((resolve) => client.once('message', (data) => resolve(data as Buffer)));
  client.send(message);
  t.ok((await echoed).equals(message));
});

t.test('the subprotocol is decided by the instance, chosen or not', async (t) => {
  for (const [choice, expected] of [
    ['two', 'two'],
    [false, ''],
  ] as const) {
    const { connect, requests } = await prepare(t, { handleProtocols: () => choice });
    const client = connect('/proxy/7/ws', ['one', 'two']);
    // A client that offered some and gets none gives up; the offer and the answer are what counts here.
    await opened(client).catch(() => undefined);
    t.equal(requests[0]?.headers['sec-websocket-protocol'], 'one,two');
    t.equal(client.protocol, expected);
  }
});

t.test('the handshake has the same headers as a request, and offers no compression', async (t) => {
  const { connect, requests, port } = await prepare(t, { perMessageDeflate: true });
  for (const [path, url] of [
    [`${base}proxy/7/ws?k=%2F&launch_token=x`, '/ws?k=%2F'],
    ['/proxy/absolute/7/ws', `${base}proxy/absolute/7/ws`],
  ] as const) {
    const client = connect(path, [], {
      Authorization: 'token x',
      'X-Forwarded-For': '6.6.6.6',
      Origin: `http://127.0.0.1:${port}`,
    });
    await opened(client);
    t.equal(client.extensions, '');
    const request = requests.pop();
    t.equal(request?.url, url);
    t.match(request?.headers, {
      host: `127.0.0.1:${port}`,
      origin: `http://127.0.0.1:${port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    t.equal(request?.headers['sec-websocket-extensions'], undefined);
    t.equal(request?.headers.authorization, undefined);
    t.equal(request?.headers.cookie, undefined);
    t.equal(request?.headers['x-forwarded-prefix'], url === '/ws?k=%2F' ? `${base}proxy/7` : undefined);
  }
});

t.test('without the cookie nobody is connected', async (t) => {
  const { connect, requests, access, port } = await prepare(t);
  const { token } = await access.createLink('id7');
  for (const Cookie of ['a=1', 'trame_manager_open_id7=guessed']) {
    const answer = await refused(connect(`/proxy/7/ws?launch_token=${token}`, [], { Cookie }));
    t.match(answer, { status: 403, type: 'application/problem+json' });
    t.match(JSON.parse(answer.text), { code: 'link_required' });
  }
  t.match(await refused(connect('/proxy/8/ws')), { status: 404 });
  t.equal(requests.length, 0);
  t.equal(access.isFresh('id7', token, 0), true, `a websocket burns no token (port ${port})`);
});

t.test('a foreign Origin is refused, the own one and none are not', async (t) => {
  const { connect, port, requests } = await prepare(t);
  for (const Origin of ['http://evil.example', `http://127.0.0.1:${port + 1}`, 'null']) {
    const answer = await refused(connect('/proxy/7/ws', [], { Origin }));
    t.equal(answer.status, 403);
    t.match(JSON.parse(answer.text), { code: 'foreign_origin' });
  }
  t.equal(requests.length, 0);
  await opened(connect('/proxy/7/ws', [], { Origin: `http://127.0.0.1:${port}` }));
  await opened(connect());
});

t.test('an instance that is not ready is a 503 problem', async (t) => {
  const { connect, instances } = await prepare(t);
  for (const [state, code] of [
    ['starting', 'instance_not_ready'],
    ['failed', 'instance_not_running'],
  ] as const) {
    Object.assign(instances.listed[0]?.instance ?? {}, { state });
    const answer = await refused(connect());
    t.equal(answer.status, 503);
    t.match(JSON.parse(answer.text), { code });
  }
});

t.test('an upgrade that the instance refuses keeps its status, headers and body, and ends', async (t) => {
  const { port, cookie, upstream } = await prepareRaw(t);
  const client = new RawClient(t, port).send(handshake('/proxy/7/ws', { Cookie: cookie }));
  await until(() => upstream.received.includes('\r\n\r\n'), 'the handshake');
  upstream.socket?.write(
    'HTTP/1.1 426 Not Like That\r\nX-Own: 1\r\nSet-Cookie: a=1; Path=/\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n',
  );
  await until(() => client.ended, 'the end');
  t.match(
    client.received,
    /^HTTP\/1\.1 426 Not Like That\r\nX-Own: 1\r\nSet-Cookie: a=1; Path=\/proxy\/7\/\r\nConnection: close\r\n\r\nsorry$/,
  );
  await until(() => upstream.closed || upstream.ended, 'the upstream side to close');
});

t.test('an upgrade to an instance that does not answer is a 502 problem', async (t) => {
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, { kind: 'tcp', host: '127.0.0.1', port: 1 }));
  await fixture.add(anInstance(8, await startRawServer(t, (socket) => socket.once('data', () => socket.destroy()))));
  for (const number of [7, 8]) {
    const client = new RawClient(t, fixture.port).send(
      handshake(`/proxy/${number}/ws`, { Cookie: await fixture.letIn(`id${number}`) }),
    );
    await until(() => client.ended, 'the end');
    t.match(client.received, /^HTTP\/1\.1 502 Bad Gateway\r\n[\s\S]*"code":"instance_unreachable"/);
  }
});

t.test('what is sent together with the upgrade arrives, after the agreement and not before', async (t) => {
  const { port, cookie, upstream } = await prepareRaw(t);
  const client = new RawClient(t, port).send(`${handshake('/proxy/7/ws', { Cookie: cookie })}early\xff`);
  await until(() => upstream.received.includes('\r\n\r\n'), 'the handshake');
  client.send('later');
  t.match(upstream.received, /^GET [\s\S]*\r\n\r\n$/, 'an instance that refuses must not read it as a request');
  upstream.socket?.write(`${agreement}first\xfe`, 'latin1');
  await until(() => upstream.received.endsWith('early\xfflater'), 'what came early');
  await until(() => client.received.endsWith('\r\n\r\nfirst\xfe'), 'what came with the answer');
  t.match(
    client.received,
    /^HTTP\/1\.1 101 Switching Protocols\r\nX-Own: \xe9\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n/,
  );
});

/** A tunnel that stands, with both of its ends in the test's hand. */
async function prepareTunnel(test: Test) {
  const { port, cookie, upstream, instances } = await prepareRaw(test);
  const client = new RawClient(test, port).send(handshake('/proxy/7/ws', { Cookie: cookie }));
  await until(() => upstream.received.includes('\r\n\r\n'), 'the handshake');
  upstream.socket?.write(agreement, 'latin1');
  await until(() => client.received.includes('\r\n\r\n'), 'the agreement');
  return { client, upstream, instances };
}

t.test('each half closes by itself: first the client’s', async (t) => {
  const { client, upstream } = await prepareTunnel(t);
  client.socket.end('last words');
  await until(() => upstream.ended, 'the end of the first half');
  t.match(upstream.received, /last words$/);
  upstream.socket?.end('still heard');
  await until(() => client.ended, 'the end of the second half');
  t.match(client.received, /still heard$/);
});

t.test('each half closes by itself: first the instance’s', async (t) => {
  const { client, upstream } = await prepareTunnel(t);
  upstream.socket?.end('last words');
  await until(() => client.ended, 'the end of the first half');
  t.match(client.received, /last words$/);
  client.socket.end('still heard');
  await until(() => upstream.ended, 'the end of the second half');
  t.match(upstream.received, /still heard$/);
});

t.test('an instance that goes on writing to a client that has left is closed', async (t) => {
  const { client, upstream, instances } = await prepareTunnel(t);
  client.socket.end();
  await until(() => upstream.ended, 'the end of the first half');
  client.socket.destroy();
  await until(() => {
    upstream.socket?.write('more');
    return upstream.closed;
  }, 'the instance to be closed');
  await until(() => instances.viewers === 0, 'the viewer to be gone');
});

for (const side of ['client', 'instance'] as const) {
  t.test(`an error on the side of the ${side} closes the other, and the viewer is gone`, async (t) => {
    const { port, cookie, upstream, instances } = await prepareRaw(t);
    const client = new RawClient(t, port).send(handshake('/proxy/7/ws', { Cookie: cookie }));
    await until(() => upstream.received.includes('\r\n\r\n'), 'the handshake');
    t.equal(instances.viewers, 0);
    upstream.socket?.write(agreement, 'latin1');
    await until(() => instances.viewers === 1, 'the viewer');
    if (side === 'client') client.socket.resetAndDestroy();
    else upstream.socket?.resetAndDestroy();
    await until(
      () => (side === 'client' ? upstream.closed || upstream.ended : client.closed || client.ended),
      'the other side to close',
    );
    await until(() => instances.viewers === 0, 'the viewer to be gone');
  });
}

t.test('a client that leaves while the instance still thinks closes the upstream side', async (t) => {
  const { port, cookie, upstream } = await prepareRaw(t);
  const client = new RawClient(t, port).send(handshake('/proxy/7/ws', { Cookie: cookie }));
  await until(() => upstream.received.includes('\r\n\r\n'), 'the handshake');
  client.socket.end();
  await until(() => upstream.ended || upstream.closed, 'the upstream side to close');
});

t.test('a slow reader slows the sender down', async (t) => {
  const { port, cookie, upstream } = await prepareRaw(t);
  const client = new RawClient(t, port).send(handshake('/proxy/7/ws', { Cookie: cookie }));
  await until(() => upstream.received.includes('\r\n\r\n'), 'the handshake');
  upstream.socket?.write(agreement, 'latin1');
  await until(() => client.received.includes('\r\n\r\n'), 'the agreement');
  client.socket.pause();
  const size = 64 * 1_048_576;
  upstream.socket?.write(Buffer.alloc(size, 'x'));
  let before = -1;
  await until(async () => {
    const left = upstream.socket?.bytesWritten ?? 0;
    const queued = upstream.socket?.writableLength ?? 0;
    const still = queued === before;
    before = queued;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return still && queued > 0 && left > 0;
  }, 'the sender to stop');
  client.socket.resume();
  await until(() => client.received.length > size, 'all of it');
});

t.test('an upgrade with a body, or with two hosts, is refused', async (t) => {
  const { port, cookie, upstream } = await prepareRaw(t);
  const extras: Record<string, string>[] = [
    { 'Content-Length': '3' },
    { 'Transfer-Encoding': 'chunked' },
    { host: 'second' },
  ];
  for (const extra of extras) {
    const client = new RawClient(t, port).send(handshake('/proxy/7/ws', { Cookie: cookie, ...extra }));
    await until(() => client.ended, 'the end');
    t.match(client.received, /^HTTP\/1\.1 400 /);
  }
  t.equal(upstream.received, '');
});

t.test('revoking an instance’s links closes its websockets; so does the end of the daemon', async (t) => {
  const { connect, access, instances, proxy } = await prepare(t);
  const closing = (client: WebSocket) => new Promise((resolve) => client.once('close', resolve));
  const first = connect();
  await opened(first);
  const firstClosed = closing(first);
  await access.revokeAll('id7');
  await firstClosed;
  const { token } = await access.createLink('id7');
  const redemption = await access.redeem('id7', token, 0);
  const Cookie = `trame_manager_open_id7=${redemption.result === 'opened' ? redemption.cookie : ''}`;
  const second = connect('/proxy/7/ws', [], { Cookie });
  await opened(second);
  t.equal(instances.viewers, 1);
  const secondClosed = closing(second);
  await proxy.close();
  await secondClosed;
  t.equal(instances.viewers, 0);
});

t.test('websockets of an app on a unix socket pass', async (t) => {
  const path = join(await temporaryDirectory(t), 'socket');
  const { createServer } = await import('node:http');
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on('connection', (client) => client.send('hello'));
  await new Promise<void>((resolve) => http.listen(path, resolve));
  t.teardown(() => {
    for (const client of server.clients) client.terminate();
    http.close();
  });
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, { kind: 'unix', path }));
  const client = new WebSocket(`ws://127.0.0.1:${fixture.port}/proxy/7/`, {
    headers: { Cookie: await fixture.letIn('id7') },
  });
  t.teardown(() => client.terminate());
  const message = await new Promise((resolve, reject) =>
    client.once('message', (data) => resolve(String(data))).once('error', reject),
  );
  t.equal(message, 'hello');
});
