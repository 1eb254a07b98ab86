import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { SocketWire } from '../../src/wire/socket-wire.ts';
import { joinWires } from '../../src/wire/tunnel.ts';
import { until } from '../support/until.ts';

async function listen(t: Test, server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A client and an app with a tunnel between them; the app does nothing by itself, not even close. */
async function openTunnel(t: Test, quietMs: number) {
  const apps: Socket[] = [];
  const app = await listen(
    t,
    createServer({ allowHalfOpen: true }, (socket) => apps.push(socket.on('error', () => undefined))),
  );
  const ended = { closed: false };
  const front = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    const closed = () => {
      ended.closed = true;
    };
    joinWires(SocketWire.accept(socket), SocketWire.connect({ host: '127.0.0.1', port: app }), closed, quietMs);
  });
  const client = connect({ port: await listen(t, front), host: '127.0.0.1', allowHalfOpen: true });
  client.write('hello');
  await until(() => apps.length === 1, 'the app to be reached');
  const [socket] = apps as [Socket];
  t.teardown(() => [client, socket].map((end) => end.destroy()));
  return { client, app: socket, ended };
}

t.test('where a client left and the app does not notice, both connections are closed after a while', async (t) => {
  const { client, app, ended } = await openTunnel(t, 50);
  const appClosed = once(app.resume(), 'close');
  client.destroy();
  await until(() => ended.closed, 'the tunnel to be closed');
  app.destroy();
  await appClosed;
});

t.test('a client that ended its half gets all that the app still sends, however long that takes', async (t) => {
  const { client, app, ended } = await openTunnel(t, 500);
  let received = 0;
  client.on('data', (bytes) => {
    received += bytes.length;
  });
  client.end();
  await once(app.resume(), 'end');
  for (let sent = 0; sent < 20; sent += 1) {
    app.write('x');
    await new Promise((resolve) => setTimeout(resolve, 75));
  }
  t.equal(ended.closed, false);
  app.end();
  await until(() => ended.closed, 'the tunnel to be closed');
  t.equal(received, 20);
});
