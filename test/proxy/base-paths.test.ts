import t from 'tap';
import { proxyToServer } from '../support/proxied-instance.ts';
import { opened, proxyToWebsockets } from '../support/proxied-websocket.ts';
import { ask } from '../support/proxy-client.ts';

const rest = 'a%2Fb//c;d?k=%20&';
for (const [basePath, otherwise] of [
  ['/', '/'],
  ['/a/', '/%61/'],
  ['/user/Alice%20B/x/', '/user/%41lice%20%42/x/'],
  ['/hubs/user/j%C3%BCrgen%40b/tm/', '/hubs/user/j%c3%bcrgen@b/tm/'],
] as const) {
  t.test(`below the base ${basePath} everything holds`, async (t) => {
    const { port, cookie, access } = await proxyToServer(
      t,
      (request, response) => {
        response.setHeader('Set-Cookie', 'own=1; Path=/');
        response.setHeader('Location', '/login');
        response.end(`${request.url} ${request.headers['x-forwarded-prefix']}`);
      },
      undefined,
      { basePath },
    );
    for (const base of new Set([basePath, otherwise])) {
      const answer = await ask(port, `${base}proxy/7/${rest}`, { cookie });
      t.equal(answer.text, `/${rest} ${base}proxy/7`);
      t.strictSame(answer.headers['set-cookie'], [`own=1; Path=${base}proxy/7/`]);
      t.equal(answer.headers.location, '../../login');
      const full = await ask(port, `${base}proxy/absolute/7/${rest}`, { cookie });
      t.equal(full.text, `${base}proxy/absolute/7/${rest} undefined`);
      const { token } = await access.createLink('id7');
      const link = await ask(port, `${base}proxy/7/x?a=1&launch_token=${token}`);
      t.match(link, { status: 303, headers: { location: './x?a=1' } });
      t.match(link.headers['set-cookie']?.[0], `Path=${base}proxy/7/`);
    }
    const stripped = await ask(port, `/proxy/7/${rest}`, { cookie });
    t.equal(stripped.text, `/${rest} ${basePath}proxy/7`, 'also when a hop before has taken the base away');
    t.strictSame(stripped.headers['set-cookie'], [`own=1; Path=${basePath}proxy/7/`]);
  });

  t.test(`below the base ${basePath} websockets are reached`, async (t) => {
    const { connect, requests } = await proxyToWebsockets(t, {}, { basePath });
    await opened(connect(`${basePath}proxy/7/ws?a=%2F`));
    await opened(connect(`${basePath}proxy/absolute/7/ws`));
    t.strictSame(
      requests.map(({ url }) => url),
      ['/ws?a=%2F', `${basePath}proxy/absolute/7/ws`],
    );
  });
}

t.test('letters of the base keep their case, and a longer path is not the base', async (t) => {
  const { port, cookie } = await proxyToServer(t, (request, response) => response.end(request.url), undefined, {
    basePath: '/user/Alice%20B/x/',
  });
  for (const path of [
    '/user/alice%20b/x/proxy/7/',
    '/user/Alice%20B/xx/proxy/7/',
    '/x/proxy/7/',
    '/user/Alice%2520B/x/proxy/7/',
  ]) {
    t.equal((await ask(port, path, { cookie })).status, 418, path);
  }
});
