import t from 'tap';
import { RawClient } from '../support/proxy-client.ts';
import { anInstance, startProxy, startRawServer, until } from '../support/proxy-fixture.ts';

const cases: [what: string, head: string, rest: string][] = [
  [
    'two different lengths',
    'POST /proxy/7/ HTTP/1.1\r\nHost: x\r\n',
    'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
  ],
  [
    'a length and chunks',
    'POST /proxy/7/ HTTP/1.1\r\nHost: x\r\n',
    'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'chunked twice',
    'POST /proxy/7/ HTTP/1.1\r\nHost: x\r\n',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'chunked not last',
    'POST /proxy/7/ HTTP/1.1\r\nHost: x\r\n',
    'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
  ],
  ['an unfinished number', 'POST /proxy/7/ HTTP/1.1\r\nHost: x\r\n', 'Content-Length: 3x\r\n\r\nabc'],
  ['a folded header', 'GET /proxy/7/ HTTP/1.1\r\nHost: x\r\n', 'A: b\r\n c\r\n\r\n'],
  ['bare line feeds', 'GET /proxy/7/ HTTP/1.1\nHost: x\n', '\n'],
  ['a space before the colon', 'GET /proxy/7/ HTTP/1.1\r\nHost : x\r\n', '\r\n'],
  ['two hosts', 'GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n', '\r\n'],
  ['no host', 'GET /proxy/7/ HTTP/1.1\r\n', '\r\n'],
  ['a NUL in a header', 'GET /proxy/7/ HTTP/1.1\r\nHost: x\r\n', 'A: \0\r\n\r\n'],
  ['raw bytes in the path', 'GET /proxy/7/\xff HTTP/1.1\r\nHost: x\r\n', '\r\n'],
];

for (const [what, head, rest] of cases) {
  t.test(`${what}: refused with 400, and the instance sees nothing`, async (t) => {
    let seen = '';
    const upstream = await startRawServer(t, (socket) => {
      socket.on('data', (chunk) => {
        seen += chunk;
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    });
    const fixture = await startProxy(t);
    await fixture.add(anInstance(7, upstream));
    const cookie = `Cookie: ${await fixture.letIn('id7')}${head.endsWith('\r\n') ? '\r\n' : '\n'}`;
    const client = new RawClient(t, fixture.port).send(`${head}${cookie}${rest}`);
    await until(() => client.received.includes('\r\n\r\n'), 'an answer');
    t.match(client.received, /^HTTP\/1\.1 400 /);
    t.equal(seen, '');
  });
}

t.test('what an instance answers cannot be split into two answers', async (t) => {
  const upstream = await startRawServer(t, (socket) => {
    socket.once('data', () =>
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\nokHTTP/1.1 200 OK\r\nX-Injected: 1\r\n\r\n',
      ),
    );
  });
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, upstream));
  const client = new RawClient(t, fixture.port).send(
    `GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${await fixture.letIn('id7')}\r\n\r\n`,
  );
  await until(() => client.received.includes('\r\n\r\n'), 'an answer');
  t.match(client.received, /^HTTP\/1\.1 502 /);
  t.notMatch(client.received, 'X-Injected');
});
