import t from 'tap';
import { WebSocket } from 'ws';
import { webAppFiles, webAppYaml, writeApp } from '../support/app-files.ts';
import { startDaemon, type TestDaemon, waitUntil } from '../support/daemon.ts';
import { type AskOptions, ask } from '../support/proxy-client.ts';
import { shortDirectory } from '../support/short-directory.ts';

async function prepare(test: Parameters<typeof startDaemon>[0]) {
  const home = shortDirectory(test);
  writeApp(home, 'web', webAppYaml, webAppFiles);
  const daemon = await startDaemon(test, { home });
  const port = Number(new URL(daemon.url).port);
  const { id, path } = (await daemon.call('POST', 'api/v1/apps/web/instances', {})).json;
  test.teardown(() => daemon.call('DELETE', `api/v1/instances/${id}`));
  await waitUntil(async () => (await stateOf(daemon, id)) === 'ready', 'ready');
  const door = cookieOf((await ask(port, `/?token=${daemon.token}`)).headers);
  const { url: link } = (await daemon.call('POST', `api/v1/instances/${id}/links`)).json;
  const instance = cookieOf((await ask(port, link, { cookie: door })).headers);
  return { daemon, port, id, path, door, instance };
}

t.test('a Host of another name opens nothing by itself, also with the Origin that fits it', async (t) => {
  const { daemon, port, id, path, instance } = await prepare(t);
  const headers = rebound(port);
  const requests: [string, AskOptions][] = [
    ['/', {}],
    ['/api/v1/apps', {}],
    [`/api/v1/instances/${id}/stop`, { method: 'POST' }],
    [`/api/v1/instances/${id}/links`, { method: 'POST' }],
    [`/open/${id}`, { method: 'POST' }],
    // Not even who holds an instance's cookie: its door lies behind the daemon's.
    [path, { cookie: instance }],
    [path, { method: 'POST', cookie: instance }],
  ];
  for (const [address, options] of requests) {
    const answer = await ask(port, address, { headers, ...options });
    t.equal(answer.status, 401, address);
    t.equal(answer.headers['access-control-allow-origin'], undefined);
    t.equal(answer.headers['set-cookie'], undefined);
  }
  for (const address of ['/api/v1/events', `/api/v1/instances/${id}/log/follow`, path])
    t.equal(await upgradeStatus(port, address, headers), 401, `a websocket to ${address}`);
  t.equal(await stateOf(daemon, id), 'ready');
});

t.test('who has the cookie or the token is let in under any name: tunnels and proxies have their own', async (t) => {
  const { daemon, port, door, instance, path } = await prepare(t);
  const headers = rebound(port);
  t.equal((await ask(port, '/api/v1/apps', { headers, cookie: door })).status, 200);
  t.equal((await ask(port, path, { headers, cookie: `${door}; ${instance}` })).status, 200);
  const authorization = `Bearer ${daemon.token}`;
  t.equal((await ask(port, '/api/v1/apps', { headers: { ...headers, Authorization: authorization } })).status, 200);
});

t.test('with every cookie, a page of another port changes nothing and opens no websocket', async (t) => {
  const { daemon, port, id, path, door, instance } = await prepare(t);
  const cookie = `${door}; ${instance}`;
  // Cookies know no ports, and to the browser two ports are one site.
  const neighbour = { Origin: 'http://127.0.0.1:9', 'Sec-Fetch-Site': 'same-site' };
  for (const address of [`/api/v1/instances/${id}/stop`, `/api/v1/instances/${id}/links`, `/open/${id}`, path]) {
    const answer = await ask(port, address, { method: 'POST', headers: neighbour, cookie });
    t.match([answer.status, JSON.parse(answer.text)], [403, { code: 'foreign_origin' }], address);
  }
  for (const address of ['/api/v1/events', path])
    t.equal(await upgradeStatus(port, address, { ...neighbour, Cookie: cookie }), 403, `a websocket to ${address}`);
  t.equal(await stateOf(daemon, id), 'ready');
});

/** What a browser sends for a page of evil.example whose name came to mean this machine. */
function rebound(port: number): Record<string, string> {
  const host = `evil.example:${port}`;
  return { Host: host, Origin: `http://${host}`, Referer: `http://${host}/`, 'Sec-Fetch-Site': 'same-origin' };
}

async function stateOf(daemon: TestDaemon, id: string): Promise<string> {
  return (await daemon.call('GET', `api/v1/instances/${id}`)).json.state;
}

function cookieOf(headers: { 'set-cookie'?: string[] | undefined }): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** The status that a websocket's handshake is answered with; 101 where it is let in. */
function upgradeStatus(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  socket.on('error', () => resolve(0));
  socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  socket.on('open', () => resolve(101));
  return promise.finally(() => socket.terminate());
}
