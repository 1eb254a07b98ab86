import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { remoteControl } from '../../src/adapters/remote-control.ts';
import { makeStateDirectory } from '../support/instance-fixture.ts';

const path = '/AbCdEfGhIjKlMnOpQrStUvWxYz012345';
const order = { action: 'connect', url: 'n1', port: 11_111 } as const;

t.test('an order is sent as JSON to the secret path', async (t) => {
  const got: { path: string | undefined; type: string | undefined; body: unknown }[] = [];
  const app = await serve(t, async (request) => {
    const body: unknown = JSON.parse(await text(request));
    got.push({ path: request.url, type: request.headers['content-type'], body });
    return 200;
  });
  t.same(await remoteControl.send(app, path, order, 5000), { kind: 'done' });
  t.same(got, [{ path, type: 'application/json', body: order }]);
});

t.test('answers are told apart', async (t) => {
  for (const [status, answer] of [
    [204, { kind: 'done' }],
    [404, { kind: 'absent' }],
    [405, { kind: 'absent' }],
    [501, { kind: 'absent' }],
    [400, { kind: 'failed', status: 400 }],
    [500, { kind: 'failed', status: 500 }],
  ] as const) {
    const app = await serve(t, async () => status);
    t.same(await remoteControl.send(app, path, order, 5000), answer, `status ${status}`);
  }
});

t.test('an app that does not answer is silent after the time limit', async (t) => {
  const app = await serve(t, () => new Promise(() => undefined));
  t.same(await remoteControl.send(app, path, order, 100), { kind: 'silent' });
});

t.test('an app that hangs up, or is not there, is gone', async (t) => {
  const server = createTcpServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  t.same(await remoteControl.send({ kind: 'tcp', host: '127.0.0.1', port }, path, order, 5000), { kind: 'gone' });
  const closed = once(server, 'close');
  server.close();
  await closed;
  t.same(await remoteControl.send({ kind: 'tcp', host: '127.0.0.1', port }, path, order, 5000), { kind: 'gone' });
  t.same(await remoteControl.send({ kind: 'unix', path: '/nowhere/app.sock' }, path, order, 5000), { kind: 'gone' });
});

t.test('apps on a unix socket are reached too', async (t) => {
  const socket = join(await makeStateDirectory(t), 's');
  const server = http.createServer((_request, response) => response.end()).listen(socket);
  await once(server, 'listening');
  t.teardown(() => server.close());
  t.same(await remoteControl.send({ kind: 'unix', path: socket }, path, order, 5000), { kind: 'done' });
});

t.test('without a secret path nothing is sent', async (t) => {
  let asked = 0;
  const app = await serve(t, async () => {
    asked += 1;
    return 200;
  });
  for (const wrong of ['', '/', '/short', `${path}/../x`, `${path}\r\nA: b`, path.slice(1)]) {
    t.same(await remoteControl.send(app, wrong, order, 5000), { kind: 'absent' });
  }
  t.equal(asked, 0);
});

async function serve(t: Test, answer: (request: IncomingMessage) => Promise<number>) {
  const server = http.createServer((request, response) => {
    void answer(request).then((status) => response.writeHead(status).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { kind: 'tcp' as const, host: '127.0.0.1', port: (server.address() as { port: number }).port };
}
