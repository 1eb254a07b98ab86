import http from 'node:http';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { proxyTo } from '../support/proxied-instance.ts';
import { ask } from '../support/proxy-client.ts';
import { temporaryDirectory } from '../support/proxy-fixture.ts';

async function listen(t: Test, server: http.Server): Promise<string> {
  const path = join(await temporaryDirectory(t), 'socket');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return path;
}

t.test('an app on a unix socket is reached, over connections that are kept', async (t) => {
  let connections = 0;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.end(`at ${request.url} ${body}`));
  });
  server.on('connection', () => {
    connections += 1;
  });
  const { port, cookie } = await proxyTo(t, { kind: 'unix', path: await listen(t, server) });
  t.equal((await ask(port, '/proxy/7/x', { cookie })).text, 'at /x ');
  t.equal((await ask(port, '/proxy/absolute/7/z', { cookie })).text, 'at /proxy/absolute/7/z ');
  t.equal(connections, 1);
  t.equal((await ask(port, '/proxy/7/y', { cookie, method: 'POST', body: 'body' })).text, 'at /y body');
});

t.test('its own address in a Location is none that the browser could be sent to', async (t) => {
  const server = http.createServer((_request, response) => response.writeHead(302, { Location: '/login' }).end());
  const { port, cookie } = await proxyTo(t, { kind: 'unix', path: await listen(t, server) });
  t.equal((await ask(port, '/proxy/7/x', { cookie })).headers.location, './login');
});

t.test('its websockets pass', async (t) => {
  const server = http.createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (client) => client.on('message', (data) => client.send(`heard ${data}`)));
  const { port, cookie } = await proxyTo(t, { kind: 'unix', path: await listen(t, server) });
  t.teardown(() => {
    for (const client of sockets.clients) client.terminate();
  });
  const client = new WebSocket(`ws://127.0.0.1:${port}/proxy/7/`, { headers: { Cookie: cookie } });
  t.teardown(() => client.terminate());
  client.once('open', () => client.send('hello'));
  const message = await new Promise((resolve, reject) =>
    client.once('message', (data) => resolve(String(data))).once('error', reject),
  );
  t.equal(message, 'heard hello');
});
