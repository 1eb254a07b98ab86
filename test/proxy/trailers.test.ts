import type { Socket } from 'node:net';
import t, { type Test } from 'tap';
import { proxyToServer } from '../support/proxied-instance.ts';
import { RawClient } from '../support/proxy-client.ts';
import { anInstance, startProxy, startRawServer, until } from '../support/proxy-fixture.ts';

t.test('trailers pass both ways, duplicates too', async (t) => {
  const { port, head } = await proxyToServer(t, (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, ['Trailer', 'X-Sum, X-Two']);
      response.write('body');
      response.addTrailers([
        ['X-Sum', JSON.stringify([request.headers.te, request.headers.trailer, request.rawTrailers])],
        ['X-Two', '1'],
        ['X-Two', '2'],
      ] as never);
      response.end();
    });
  });
  const client = new RawClient(t, port);
  client.send(head('POST /proxy/7/', 'TE: trailers', 'Connection: TE', 'Trailer: X-Up', 'Transfer-Encoding: chunked'));
  client.send('3\r\nabc\r\n0\r\nX-Up: 1\r\nX-Up: 2\r\n\r\n');
  await until(() => client.received.endsWith('X-Two: 2\r\n\r\n'), 'the trailers');
  t.match(client.received, 'Trailer: X-Sum, X-Two\r\n');
  t.match(client.received, 'X-Sum: ["trailers","X-Up",["X-Up","1","X-Up","2"]]\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n');
});

const odd: [what: string, trailers: string, answers: string[]][] = [
  ['headers of requests in trailers are not headers', 'Authorization: x\r\nHost: y\r\n', ['/1 abc', '/2 ']],
  ['a length in trailers is no length', 'Content-Length: 40\r\n', ['/1 abc', '/2 ']],
  ['a coding in trailers is no coding', 'Transfer-Encoding: chunked\r\n', ['/1 abc', '/2 ']],
];
for (const [what, trailers, answers] of odd) {
  t.test(`${what}: the next request is what it is, or is refused`, async (t) => {
    const { port, head } = await proxyToServer(t, (request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => response.end(`<${request.url} ${body}${request.headers.authorization ?? ''}>`));
    });
    const client = new RawClient(t, port);
    client.send(`${head('POST /proxy/7/1', 'Transfer-Encoding: chunked')}3\r\nabc\r\n0\r\n${trailers}\r\n`);
    client.send(head('GET /proxy/7/2', 'Connection: close'));
    await until(() => client.ended || client.closed, 'the end');
    const got = [...client.received.matchAll(/<(.*?)>/g)].map((match) => match[1]);
    if (/^HTTP\/1\.1 400 /m.test(client.received)) t.strictSame(got, answers.slice(0, got.length));
    else t.strictSame(got, answers);
  });
}

t.test('an HTTP/1.0 client gets an answer with trailers without them', async (t) => {
  const { port, head } = await proxyToServer(t, (_request, response) => {
    response.writeHead(200, ['Trailer', 'X-Sum']);
    response.write('body');
    response.addTrailers({ 'X-Sum': '1' });
    response.end();
  });
  const client = new RawClient(t, port).send(head('GET /proxy/7/ HTTP/1.0'));
  await until(() => client.ended, 'the end');
  t.match(client.received, /^HTTP\/1\.1 200 OK\r\n/);
  t.match(client.received, /\r\n\r\nbody$/);
});

t.test(
  'a client that does not say that it reads trailers gets the same answer without them, in whatever pieces',
  async (t) => {
    const pieces = ['2\r\nok\r\n0\r\n', 'X-Sum: 1\r\n', '\r\n'];
    for (const cut of [[pieces.join('')], pieces, [...pieces.join('')]]) {
      const { upstream } = await reachable(t, async (socket) => {
        socket.setNoDelay(true).write('HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n');
        for (const piece of cut) {
          socket.write(piece);
          await new Promise(setImmediate);
        }
      });
      const fixture = await startProxy(t);
      await fixture.add(anInstance(7, upstream));
      const head = `GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${await fixture.letIn('id7')}\r\n`;
      const client = new RawClient(t, fixture.port).send(`${head}\r\n`);
      await until(() => client.received.endsWith('0\r\n\r\n'), 'the end');
      t.match(client.received, /\r\n\r\n2\r\nok\r\n0\r\n\r\n$/);
      t.notMatch(client.received, 'X-Sum');
      const other = new RawClient(t, fixture.port).send(`${head}Connection: TE\r\nTE: trailers\r\n\r\n`);
      await until(() => other.received.endsWith('0\r\nX-Sum: 1\r\n\r\n'), 'the trailers');
    }
  },
);

async function reachable(t: Test, answer: (socket: Socket) => unknown) {
  return { upstream: await startRawServer(t, (socket) => socket.on('data', () => answer(socket))) };
}
