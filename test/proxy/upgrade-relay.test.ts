import t from 'tap';
import { proxyToRaw } from '../support/proxied-instance.ts';
import { agreement, opened, proxyToWebsockets, reachByUpgrade, refused } from '../support/proxied-websocket.ts';
import { handshake, RawClient } from '../support/proxy-client.ts';
import { anInstance, startProxy, startRawServer, until } from '../support/proxy-fixture.ts';

const base = '/user/Alice%20B/tm/';

t.test('the handshake has the same headers as a request, and offers no compression', async (t) => {
  const { connect, requests, port } = await proxyToWebsockets(t, { perMessageDeflate: true }, { basePath: base });
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
  const { connect, requests, access } = await proxyToWebsockets(t);
  const { token } = await access.createLink('id7');
  for (const Cookie of ['a=1', 'trame_manager_open_id7=guessed']) {
    const answer = await refused(connect(`/proxy/7/ws?launch_token=${token}`, [], { Cookie }));
    t.match(answer, { status: 403, type: 'application/problem+json' });
    t.match(JSON.parse(answer.text), { code: 'link_required' });
  }
  t.match(await refused(connect('/proxy/8/ws')), { status: 404 });
  t.equal(requests.length, 0);
  t.equal(access.isFresh('id7', token, 0), true, 'a websocket burns no token');
});

t.test('a foreign Origin is refused, the own one and none are not', async (t) => {
  const { connect, port, requests } = await proxyToWebsockets(t);
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
  const { connect, instances } = await proxyToWebsockets(t);
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

const refusals: [what: string, rest: string][] = [
  ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n'],
  ['with a length', 'Content-Length: 5\r\n\r\nsorry'],
  ['up to its end', 'Connection: close\r\n\r\nsorry'],
];
for (const [what, rest] of refusals) {
  t.test(`an upgrade that the instance refuses keeps its status, headers and body: ${what}`, async (t) => {
    const { client, upstream } = await reachByUpgrade(t, 'GET /proxy/7/smuggled HTTP/1.1\r\n\r\n');
    upstream.socket.write(`HTTP/1.1 426 Not Like That\r\nX-Own: 1\r\nSet-Cookie: a=1; Path=/\r\n${rest}`);
    if (rest.includes('close')) upstream.socket.end();
    await until(() => client.ended, 'the end');
    t.match(client.received, /^HTTP\/1\.1 426 Not Like That\r\nX-Own: 1\r\nSet-Cookie: a=1; Path=\/proxy\/7\/\r\n/);
    t.match(client.received, /\r\nConnection: close\r\n[\s\S]*sorry/i);
    await until(() => upstream.closed || upstream.ended, 'the upstream side to close');
    t.notMatch(upstream.received, 'smuggled', 'what was sent early is not read as a request');
  });
}

t.test('an upgrade that the instance answers like a request is answered so', async (t) => {
  const { client, upstream } = await reachByUpgrade(t);
  upstream.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');
  await until(() => client.ended, 'the end');
  t.match(client.received, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nhello$/);
});

t.test('a refusal that breaks off breaks off at the client', async (t) => {
  const { client, upstream } = await reachByUpgrade(t);
  upstream.socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 500\r\n\r\nsorry');
  await until(() => client.received.includes('sorry'), 'the begin');
  upstream.socket.destroy();
  await until(() => client.ended || client.closed, 'the end');
  t.match(client.received, /^HTTP\/1\.1 403 Forbidden\r\n/);
});

t.test('an upgrade to an instance that does not answer is a 502 problem', async (t) => {
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, { kind: 'tcp', host: '127.0.0.1', port: 1 }));
  await fixture.add(anInstance(8, await startRawServer(t, (socket) => socket.once('data', () => socket.destroy()))));
  await fixture.add(
    anInstance(9, await startRawServer(t, (socket) => socket.once('data', () => socket.end('SSH-2\r\n')))),
  );
  for (const number of [7, 8, 9]) {
    const client = new RawClient(t, fixture.port).send(
      handshake(`/proxy/${number}/ws`, { Cookie: await fixture.letIn(`id${number}`) }),
    );
    await until(() => client.ended, 'the end');
    t.match(client.received, /^HTTP\/1\.1 502 Bad Gateway\r\n[\s\S]*"code":"instance_unreachable"/);
  }
});

t.test('what is sent together with the upgrade arrives, after the agreement and not before', async (t) => {
  const { client, upstream } = await reachByUpgrade(t, 'early\xff');
  client.send('later');
  t.match(upstream.received, /^GET [\s\S]*\r\n\r\n$/, 'an instance that refuses must not read it as a request');
  upstream.socket.write(`${agreement}first\xfe`, 'latin1');
  await until(() => upstream.received.endsWith('early\xfflater'), 'what came early');
  await until(() => client.received.endsWith('\r\n\r\nfirst\xfe'), 'what came with the answer');
  t.match(client.received, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
  for (const line of ['X-Own: \xe9', 'Connection: Upgrade', 'Upgrade: websocket']) {
    t.ok(client.received.split('\r\n').includes(line), line);
  }
});

t.test('much that is sent with the upgrade arrives too, and in order', async (t) => {
  const early = Array.from({ length: 60_000 }, (_, index) => String.fromCharCode(index % 256)).join('');
  const { client, upstream } = await reachByUpgrade(t, early);
  client.send('later');
  upstream.socket.write(agreement, 'latin1');
  await until(() => upstream.received.endsWith('later'), 'all of it');
  t.ok(upstream.received.endsWith(`\r\n\r\n${early}later`));
});

t.test('an upgrade may follow requests on one connection, and the agreement may come in pieces', async (t) => {
  const raw = await proxyToRaw(t, ({ socket, received }) => {
    if (received.startsWith('GET /first ')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const client = new RawClient(t, raw.port).send(raw.head('GET /proxy/7/first'));
  await until(() => client.received.endsWith('ok'), 'the first answer');
  client.send(handshake('/proxy/7/ws', { Cookie: raw.cookie }));
  const reached = () => raw.connections.find(({ received }) => received.includes('GET /ws '));
  await until(() => reached() !== undefined, 'the handshake at the instance');
  const socket = reached()?.socket;
  socket?.setNoDelay(true);
  for (const character of agreement) {
    socket?.write(character, 'latin1');
    await new Promise(setImmediate);
  }
  socket?.write('hello');
  await until(() => client.received.endsWith('\r\n\r\nhello'), 'the first words');
  client.send('you');
  await until(() => reached()?.received.endsWith('you') ?? false, 'the answer to them');
  t.pass();
});

t.test('an offer of another protocol is not passed on, and the request is answered as it is', async (t) => {
  const raw = await proxyToRaw(t, ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const offer = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];
  const client = new RawClient(t, raw.port).send(raw.head('GET /proxy/7/', ...offer));
  await until(() => client.received.endsWith('ok'), 'the answer');
  t.match(client.received, /^HTTP\/1\.1 200 OK\r\n/);
  t.notMatch(raw.received(), /upgrade|h2c|http2/i);
});

t.test('revoking an instance’s links closes its websockets; so does the end of the daemon', async (t) => {
  const { connect, access, instances, proxy, letIn } = await proxyToWebsockets(t);
  const closing = (client: ReturnType<typeof connect>) => new Promise((resolve) => client.once('close', resolve));
  const first = connect();
  await opened(first);
  const firstClosed = closing(first);
  await access.revokeAll('id7');
  await firstClosed;
  const second = connect('/proxy/7/ws', [], { Cookie: await letIn('id7') });
  await opened(second);
  await until(() => instances.viewers === 1, 'the one viewer that is left');
  const secondClosed = closing(second);
  await proxy.close();
  await secondClosed;
  await until(() => instances.viewers === 0, 'the viewer to be gone');
});
