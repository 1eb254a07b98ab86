import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type AskOptions, ask, RawClient } from '../support/proxy-client.ts';
import { anInstance, startProxy, startServer, until } from '../support/proxy-fixture.ts';

const base = '/user/Alice%20B/tm/';

/** An instance that answers with all it was sent, and with the headers that a test wants. */
async function prepare(
  test: Test,
  options: { trustForwarded?: boolean; answer?: (request: IncomingMessage) => string[] } = {},
) {
  const { upstream, port: instancePort } = await startServer(test, (request, response) => {
    response.writeHead(200, options.answer?.(request) ?? []);
    response.end(JSON.stringify({ url: request.url, raw: request.rawHeaders }));
  });
  const fixture = await startProxy(test, { basePath: base, trustForwarded: options.trustForwarded ?? false });
  await fixture.add(anInstance(40_123, upstream));
  const cookie = await fixture.letIn('id40123');
  const send = async (headers: string[], path = '/proxy/40123/', more: AskOptions = {}) => {
    const hasCookie = headers.some((name, index) => index % 2 === 0 && name === 'Cookie');
    const all = hasCookie
      ? headers.map((value, index) => (headers[index - 1] === 'Cookie' ? `${cookie}; ${value}` : value))
      : ['Cookie', cookie, ...headers];
    const answer = await ask(fixture.port, path, { ...more, headers: all });
    const got = JSON.parse(answer.text || '{}') as { url: string; raw: string[] };
    const values = (name: string) =>
      got.raw.filter((_, index, list) => index % 2 === 1 && list[index - 1]?.toLowerCase() === name);
    return { answer, got, values };
  };
  return { ...fixture, send, instancePort, cookie };
}

t.test('credentials of Jupyter, the hub and the daemon do not reach the instance', async (t) => {
  const { send } = await prepare(t);
  const { got, values } = await send([
    'Authorization',
    'token abc',
    'X-XSRFToken',
    '2|abc',
    'Cookie',
    'a=1; jupyterhub-session-id=x; jupyterhub-user-a=y; _xsrf=2|z; username-localhost-8888=w; trame_manager_door=v; b=2',
    'Cookie',
    '_xsrf=second',
    'Proxy-Authorization',
    'Basic abc',
  ]);
  t.strictSame(values('cookie'), ['a=1; b=2']);
  t.strictSame([...values('authorization'), ...values('x-xsrftoken'), ...values('proxy-authorization')], []);
  t.notMatch(JSON.stringify(got), /trame_manager|abc|jupyterhub|2\|z/);
});

t.test('a Cookie header that held nothing else is left out', async (t) => {
  const { send } = await prepare(t);
  t.strictSame((await send([])).values('cookie'), []);
});

t.test('order, case and duplicates of the other headers stay', async (t) => {
  const { send, port } = await prepare(t);
  const { got } = await send([
    'x-B',
    '1',
    'X-A',
    '2',
    'X-b',
    '3',
    'Accept',
    'a',
    'Accept',
    'b',
    'X-Empty',
    '',
    'X-Bytes',
    '\xe9\xff',
  ]);
  const own = got.raw.slice(0, got.raw.indexOf('X-Forwarded-Proto'));
  t.strictSame(own, [
    'Host',
    `127.0.0.1:${port}`,
    'x-B',
    '1',
    'X-A',
    '2',
    'X-b',
    '3',
    'Accept',
    'a',
    'Accept',
    'b',
    'X-Empty',
    '',
    'X-Bytes',
    '\xe9\xff',
  ]);
});

t.test('Host and Origin pass unchanged', async (t) => {
  const { send } = await prepare(t);
  const { values } = await send(['Host', 'Hub.Example:8000', 'Origin', 'https://hub.example:8000']);
  t.strictSame([...values('host'), ...values('origin')], ['Hub.Example:8000', 'https://hub.example:8000']);
});

const forged = [
  'X-Forwarded-Proto',
  'https',
  'X-Forwarded-Host',
  'evil.example',
  'X-Forwarded-For',
  '6.6.6.6',
  'X-Forwarded-Prefix',
  '/evil',
  'X-Forwarded-Context',
  '/evil',
  'X-ProxyContextPath',
  '/evil',
  'X-Forwarded-User',
  'root',
  'Forwarded',
  'for=6.6.6.6',
  'X-Real-IP',
  '6.6.6.6',
  'X_Forwarded_For',
  '6.6.6.6',
  'x_real_ip',
  '6.6.6.6',
];

t.test("the client's own X-Forwarded-* are replaced", async (t) => {
  const { send } = await prepare(t);
  const { got, values } = await send(['Host', 'hub.example', ...forged]);
  const context = `${base}proxy/40123`;
  t.strictSame(got.raw.slice(got.raw.indexOf('X-Forwarded-Proto')), [
    'X-Forwarded-Proto',
    'http',
    'X-Forwarded-Host',
    'hub.example',
    'X-Forwarded-For',
    '127.0.0.1',
    'X-Forwarded-Prefix',
    context,
    'X-Forwarded-Context',
    context,
    'X-ProxyContextPath',
    context,
  ]);
  t.notMatch(JSON.stringify(got), /evil|6\.6\.6\.6|root/);
  t.strictSame(values('connection'), []);
});

t.test('on the socket Proto and Host are Jupyter’s word and are passed on; the rest is not', async (t) => {
  const { send } = await prepare(t, { trustForwarded: true });
  const { got, values } = await send(['Host', 'inner', ...forged]);
  t.strictSame(values('x-forwarded-proto'), ['https']);
  t.strictSame(values('x-forwarded-host'), ['evil.example']);
  t.strictSame(values('host'), ['inner']);
  t.notMatch(JSON.stringify(got), /\/evil|6\.6\.6\.6|root/);
});

t.test('an app that gets its full path is told no prefix', async (t) => {
  const { send } = await prepare(t);
  for (const path of ['/proxy/absolute/40123/a?b', `${base}proxy/absolute/40123/a?b`]) {
    const { got, values } = await send([], path);
    t.equal(got.url, `${base}proxy/absolute/40123/a?b`);
    t.strictSame(values('x-forwarded-prefix'), []);
  }
});

t.test('headers of the connection end here, also those that Connection names', async (t) => {
  const { send } = await prepare(t, {
    answer: () => [
      'Connection',
      'X-Hop, close',
      'X-Hop',
      '1',
      'Keep-Alive',
      'timeout=7',
      'Proxy-Authenticate',
      'x',
      'Upgrade',
      'h2c',
      'X-Stays',
      '1',
    ],
  });
  const { got, answer } = await send([
    'Connection',
    'x-hop, Host',
    'X-Hop',
    '1',
    'Keep-Alive',
    '1',
    'TE',
    'gzip',
    'Proxy-Connection',
    'x',
    'X-Stays',
    '1',
  ]);
  t.notMatch(JSON.stringify(got.raw), /hop|keep-alive",|"TE"|proxy-connection/i);
  t.match(JSON.stringify(got.raw), /"Host".*"X-Stays"/);
  t.equal(answer.headers['x-stays'], '1');
  t.notMatch(JSON.stringify(answer.rawHeaders), /hop|timeout=7|authenticate|h2c/i);
});

t.test('Content-Length cannot be dropped by naming it in Connection', async (t) => {
  const { send } = await prepare(t);
  const { values } = await send(['Connection', 'content-length', 'Content-Length', '3'], '/proxy/40123/', {
    method: 'POST',
    body: 'abc',
  });
  t.strictSame(values('content-length'), ['3']);
});

t.test("the instance's cookies are kept to its prefix, in order", async (t) => {
  const { send } = await prepare(t, {
    answer: () => [
      'Set-Cookie',
      'a=1; Path=/; Domain=x',
      'X-Between',
      '1',
      'set-cookie',
      'b=2',
      'Set-Cookie',
      'trame_manager_open_id40123=x; Path=/',
    ],
  });
  const { answer } = await send([]);
  t.strictSame(answer.headers['set-cookie'], [`a=1; Path=${base}proxy/40123/`, 'b=2']);
  t.strictSame(answer.rawHeaders.slice(0, 6), [
    'Set-Cookie',
    `a=1; Path=${base}proxy/40123/`,
    'X-Between',
    '1',
    'set-cookie',
    'b=2',
  ]);
});

t.test('a cookie of a withheld name passes when the instance set it, and then X-XSRFToken does too', async (t) => {
  const { send } = await prepare(t, {
    answer: ({ url }) => (url === '/set' ? ['Set-Cookie', '_xsrf=app; Path=/'] : []),
  });
  const both = ['Cookie', 'x=1; _xsrf=app; _xsrf=jupyters', 'X-XSRFToken', 'app'];
  t.strictSame((await send(both)).values('x-xsrftoken'), [], 'not before');
  t.strictSame((await send([], '/proxy/40123/set')).answer.headers['set-cookie'], [
    `_xsrf=app; Path=${base}proxy/40123/`,
  ]);
  const after = await send(both);
  t.strictSame(after.values('cookie'), ['x=1; _xsrf=app']);
  t.strictSame(after.values('x-xsrftoken'), ['app']);
  const jupyters = await send(['Cookie', 'x=1; _xsrf=jupyters', 'X-XSRFToken', 'jupyters']);
  t.strictSame([...jupyters.values('cookie'), ...jupyters.values('x-xsrftoken')], ['x=1'], "Jupyter's own never does");
});

t.test('a service worker of an app serves its own prefix at most', async (t) => {
  const { send } = await prepare(t, { answer: () => ['Service-Worker-Allowed', '/'] });
  const { answer } = await send([]);
  t.equal(answer.headers['service-worker-allowed'], `${base}proxy/40123/`);
});

t.test('Location is put below the prefix and made relative', async (t) => {
  let location = '';
  const { send, instancePort } = await prepare(t, { answer: () => ['Location', location] });
  for (const [given, expected] of [
    ['/login?k=1', '../login?k=1'],
    [`http://127.0.0.1:${instancePort}/login`, '../login'],
    ['http://hub.example/login', '../login'],
    ['https://other.example/login', 'https://other.example/login'],
  ]) {
    location = given ?? '';
    const { answer } = await send(['Host', 'hub.example'], '/proxy/40123/a/b');
    t.equal(answer.headers.location, expected);
  }
});

t.test('header bytes beyond ASCII come back as they were, also when the head goes alone', async (t) => {
  const fixture = await startProxy(t);
  const { upstream } = await startServer(t, (_request, response) => {
    response.writeHead(200, ['X-Bytes', '\xc3\xa9']);
    response.write(Buffer.alloc(0));
  });
  await fixture.add(anInstance(7, upstream));
  const client = new RawClient(t, fixture.port);
  client.send(`GET /proxy/7/ HTTP/1.1\r\nHost: x\r\nCookie: ${await fixture.letIn('id7')}\r\n\r\n`);
  await until(() => client.received.includes('\r\n\r\n'), 'the head');
  t.match(client.received, /X-Bytes: \xc3\xa9\r\n/);
});

t.test('whatever other headers a client sends, the instance gets just them', async (t) => {
  const { send } = await prepare(t);
  const name = fc
    .stringMatching(/^X-[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/)
    .filter((text) => !/^x-(forwarded|xsrf|proxyc|real|scheme)/i.test(text));
  const value = fc.stringMatching(/^[!-~\x80-\xff]([ !-~\x80-\xff]{0,20}[!-~\x80-\xff])?$/);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 8 }), async (pairs) => {
      const { got } = await send(pairs.flat());
      t.strictSame(got.raw.slice(2, got.raw.indexOf('X-Forwarded-Proto')), pairs.flat());
    }),
    { numRuns: 40 },
  );
});

t.test('an instance decides nothing for the whole host', async (t) => {
  const deciding = [
    'Accept-CH',
    'Alt-Svc',
    'Clear-Site-Data',
    'Critical-CH',
    'Expect-CT',
    'NEL',
    'Public-Key-Pins',
    'Public-Key-Pins-Report-Only',
    'Report-To',
    'Set-Login',
    'Strict-Transport-Security',
    'Use-As-Dictionary',
  ];
  const { send } = await prepare(t, { answer: () => [...deciding, 'X-Stays'].flatMap((name) => [name, 'v']) });
  const { headers } = (await send([])).answer;
  for (const name of deciding) t.notOk(name.toLowerCase() in headers, name);
  t.equal(headers['x-stays'], 'v');
});
