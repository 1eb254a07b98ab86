import t from 'tap';
import { proxyToRaw, proxyToServer } from '../support/proxied-instance.ts';
import { ask, handshake, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/until.ts';

/** What a browser would keep for the whole host or origin, by a word of one app. */
const tooFar: Record<string, string> = {
  'Accept-CH': 'Sec-CH-UA-Model',
  'Alt-Svc': 'h2="evil.example:443"; ma=86400',
  'Clear-Site-Data': '"*"',
  'Critical-CH': 'Sec-CH-UA-Model',
  'Expect-CT': 'max-age=86400, enforce',
  NEL: '{"report_to":"evil","max_age":86400}',
  'Public-Key-Pins': 'pin-sha256="x"; max-age=86400',
  'Report-To': '{"group":"evil","max_age":86400,"endpoints":[{"url":"https://evil.example"}]}',
  'Set-Login': 'logged-out',
  'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
  'Use-As-Dictionary': 'match="/*"',
};

/** What concerns one answer or one page, and is the app's own business. */
const itsOwn: Record<string, string> = {
  'Access-Control-Allow-Origin': '*',
  'Content-Security-Policy': "default-src 'self'; script-src 'nonce-x'",
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  Link: '</style.css>; rel=preload; as=style',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': 'camera=(self)',
  'Referrer-Policy': 'unsafe-url',
  Refresh: '5; url=./next',
  'Reporting-Endpoints': 'own="./reports"',
  'X-Frame-Options': 'DENY',
};

t.test("an app's word on all of the host ends here, that on its own pages passes", async (t) => {
  const { port, cookie } = await proxyToServer(t, (_request, response) => {
    response.writeHead(200, { ...tooFar, ...itsOwn }).end('x');
  });
  const { headers } = await ask(port, '/proxy/7/', { cookie });
  for (const name of Object.keys(tooFar)) t.equal(headers[name.toLowerCase()], undefined, name);
  for (const [name, value] of Object.entries(itsOwn)) t.equal(headers[name.toLowerCase()], value, name);
});

t.test('also in early hints and in the answer to a websocket', async (t) => {
  const words = Object.entries({ ...tooFar, ...itsOwn, 'Set-Cookie': 'a=1; Path=/; Domain=example.org' });
  const lines = words.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const { port, cookie, head } = await proxyToRaw(t, ({ socket }, text) => {
    if (!text.includes('\r\n\r\n')) return;
    const upgrade = /^Upgrade:/im.test(text);
    const last = upgrade ? '' : 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend';
    const first = upgrade ? '101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket' : '103 Early Hints';
    socket.write(`HTTP/1.1 ${first}\r\n${lines}\r\n${last}`);
    if (upgrade) socket.end();
  });
  for (const request of [head('GET /proxy/7/'), handshake('/proxy/7/ws', { Cookie: cookie })]) {
    const client = new RawClient(t, port).send(request);
    await until(
      () => /\r\n\r\n(end)?$/.test(client.received) && client.received.includes('X-Frame-Options'),
      'an answer',
    );
    const status = client.received.slice(9, 12);
    for (const name of Object.keys(tooFar))
      t.notMatch(client.received, new RegExp(`^${name}:`, 'im'), `${name} in ${status}`);
    t.match(client.received, /^Set-Cookie: a=1; Path=\/proxy\/7\/\r$/im, `the cookie in ${status} is limited`);
  }
});

t.test('a cookie of the daemon cannot be set, however its name is written', async (t) => {
  const names = [
    'trame_manager_door_x=1',
    'Trame_Manager_open_id7=1',
    '=trame_manager_open_id7=1',
    ' = trame_manager_x=1',
  ];
  const { port, cookie } = await proxyToServer(t, (_request, response) => {
    response.writeHead(200, { 'Set-Cookie': [...names.map((name) => `${name}; Path=/`), 'own=1'] }).end();
  });
  t.strictSame((await ask(port, '/proxy/7/', { cookie })).headers['set-cookie'], ['own=1']);
});

t.test('names and values that would become more headers end as a refusal or as one value', async (t) => {
  const { port, cookie } = await proxyToServer(t, (request, response) => {
    response.writeHead(302, { Location: decodeURIComponent((request.url ?? '').slice(2)) }).end();
  });
  // node:http itself refuses CR and LF in a value, so the app writes what it may: every other character.
  for (const location of [
    '//evil.example/%0d%0aSet-Cookie:%20a=1',
    '/a%0d%0aX: 1',
    '\\\\evil.example',
    'javascript:alert(1)',
  ]) {
    const answer = await ask(port, `/proxy/7/?${encodeURIComponent(location)}`, { cookie });
    t.equal(answer.status, 302);
    t.equal(answer.headers['set-cookie'], undefined);
    t.strictSame(
      answer.rawHeaders.filter((name) => /^(x|set-cookie)$/i.test(name)),
      [],
    );
  }
  const token = (name: string) => `/proxy/7/${name}?launch_token=t`;
  for (const name of ['%0d%0aSet-Cookie:%20a=1', '%E2%80%A8x', '//evil.example', '\\evil.example', 'javascript:x']) {
    const answer = await ask(port, token(name), { cookie });
    t.equal(answer.status, 303, name);
    const target = new URL(String(answer.headers.location), `http://127.0.0.1:${port}/proxy/7/`);
    t.equal(target.host, `127.0.0.1:${port}`, `${name} leads to this host`);
    t.match(target.pathname, /^\/proxy\/7\//);
    t.equal(answer.headers['set-cookie'], undefined);
  }
});
