import t from 'tap';
import { untilStopped, writePattern } from '../support/byte-pattern.ts';
import { opened, openRawTunnel, proxyToWebsockets } from '../support/proxied-websocket.ts';
import { until } from '../support/proxy-fixture.ts';

t.test('text, binary, pings, pongs and close codes pass both ways', async (t) => {
  const { connect, sockets } = await proxyToWebsockets(t);
  const events: unknown[] = [];
  sockets.on('connection', (client) => {
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
  const expected = [
    'got ping from the instance',
    ['text é', false],
    ['\u0001\u0002', true],
    'ping p',
    'pong p',
    'closed 4001 enough',
  ];
  const sorted = (list: unknown[]) => list.map((event) => JSON.stringify(event)).sort();
  t.strictSame(sorted(events), sorted(expected));
});

for (const [code, reason] of [
  [1000, ''],
  [1001, 'going away'],
  [1011, 'é'.repeat(60)],
  [3000, 'registered'],
  [4999, 'private'],
] as const) {
  t.test(`the close code ${code} and its reason pass from either side`, async (t) => {
    const { connect, sockets } = await proxyToWebsockets(t);
    let seen = '';
    sockets.on('connection', (client, request) => {
      if (request.url === '/ends') client.close(code, reason);
      client.once('close', (...close) => {
        seen = close.join(' ');
      });
    });
    const ended = connect('/proxy/7/ends');
    const close = new Promise((resolve) => ended.once('close', (...close) => resolve(close.join(' '))));
    t.equal(await close, `${code} ${reason}`);
    seen = '';
    const client = connect('/proxy/7/stays');
    await opened(client);
    client.close(code, reason);
    await until(() => seen !== '', 'the close at the instance');
    t.equal(seen, `${code} ${reason}`);
  });
}

t.test('a message of 64 MB passes both ways', async (t) => {
  const { connect, sockets } = await proxyToWebsockets(t);
  sockets.on('connection', (client) => client.on('message', (data) => client.send(data)));
  const client = connect();
  await opened(client);
  const message = Buffer.alloc(64 * 1_048_576, 'm');
  message.write('begin');
  message.write('end', message.length - 3);
  const echoed = new Promise<Buffer>((resolve) => client.once('message', (data) => resolve(data as Buffer)));
  client.send(message);
  t.ok((await echoed).equals(message));
});

t.test('frames that break the protocol pass too: they are the two ends’ own affair', async (t) => {
  const { client, upstream } = await openRawTunnel(t);
  const nonsense = '\xff\x00\x7fGET / HTTP/1.1\r\n\r\n';
  client.send(nonsense);
  await until(() => upstream.received.endsWith(nonsense), 'the bytes at the instance');
  const before = client.received;
  upstream.socket.write(nonsense, 'latin1');
  await until(() => client.received === before + nonsense, 'the bytes at the client');
  t.pass();
});

t.test('a slow reader slows the sender down, in both directions', async (t) => {
  const { client, upstream } = await openRawTunnel(t);
  const size = 64 * 1_048_576;
  for (const [writer, reader, received] of [
    [upstream.socket, client.socket, () => client.received.length],
    [client.socket, upstream.socket, () => upstream.received.length],
  ] as const) {
    const before = received();
    reader.pause();
    const written = writePattern(writer, size);
    const taken = await untilStopped(writer);
    t.ok(taken < size / 2, `${taken} bytes were taken`);
    reader.resume();
    await written;
    await until(() => received() === before + size, 'all of it', 20_000);
  }
});
