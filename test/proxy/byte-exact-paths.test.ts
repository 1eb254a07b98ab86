import fc from 'fast-check';
import t from 'tap';
import { proxyToRaw, proxyToServer } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';

const paths = [
  '/',
  '//',
  '/?',
  '/x?',
  '/??',
  '/%2F',
  '/a%2fb%2Fc',
  '/a//b///',
  '/;a=1;b',
  '/%00',
  '/%zz%',
  '/a%2Fb//c;d=1,2/%00/%zz?q=%2F&&=;#x',
  '/%C3%A9%e9?%F0%9F',
  '/../a/./b/..',
  '/%2e%2e/a',
  '/!$&\'()*+,;=:@-._~|^`{}[]\\"<>',
  '/?a?b#c',
  '/http://other.example/x',
  '/proxy/7/a',
  `/${'long/'.repeat(2000)}`,
];

t.test('paths and queries arrive byte for byte', async (t) => {
  const { port, cookie } = await proxyToServer(t, (request, response) => response.end(request.url));
  for (const path of paths) t.equal((await ask(port, `/proxy/7${path}`, { cookie })).text, path);
});

t.test('so does any other path of printable characters', async (t) => {
  const { port, cookie } = await proxyToServer(t, (request, response) => response.end(request.url));
  await fc.assert(
    fc.asyncProperty(
      fc.stringMatching(/^\/[!-~]{0,30}$/),
      async (path) => (await ask(port, `/proxy/7${path}`, { cookie })).text === path,
    ),
    { numRuns: 60 },
  );
  t.pass();
});

t.test('raw bytes beyond ASCII in a path arrive as they are, on requests and on upgrades', async (t) => {
  const { port, head, received } = await proxyToRaw(t, ({ socket }) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
  );
  const path = '/caf\xc3\xa9/\xff\x80?k=\xe9';
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: eA=='];
  for (const [index, headers] of [[], upgrade].entries()) {
    const client = new RawClient(t, port).send(head(`GET /proxy/7${path}`, ...headers));
    await until(() => client.received.includes('\r\n\r\n'), 'an answer');
    t.match(client.received, /^HTTP\/1\.1 200 /);
    t.equal(received().split(`GET ${path} HTTP/1.1\r\n`).length - 1, index + 1);
  }
});

t.test('control characters and spaces in a path are refused', async (t) => {
  const { port, head, received } = await proxyToRaw(t);
  for (const path of ['/a b', '/a\tb', '/a\x7fb', '/a\0b', '/a\x0bb', '/a\rb']) {
    const client = new RawClient(t, port).send(head(`GET /proxy/7${path}`));
    await until(() => client.ended || client.closed, 'the end');
    t.match(client.received, /^HTTP\/1\.1 400 /, JSON.stringify(path));
  }
  t.equal(received(), '');
});
