import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import t, { type Test } from 'tap';
import { listeningSockets } from '../../src/adapters/listening-sockets.ts';
import { readFirstListenerRows, readTcpRows } from '../../src/adapters/tcp-table-files.ts';

async function listen(t: Test, host: string) {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

t.test('listening sockets are told without reading of all connections of a busy machine', async (t) => {
  const busy = await listen(t, '127.0.0.1');
  const connections = Array.from({ length: 300 }, () => connect(busy.port, '127.0.0.1'));
  t.teardown(() => connections.map((socket) => socket.destroy()));
  busy.server.on('connection', (socket) => t.teardown(() => socket.destroy()));
  await Promise.all(connections.map((socket) => once(socket, 'connect')));
  // More than the kernel tells at a time.
  const others = await Promise.all(Array.from({ length: 80 }, (_, at) => listen(t, at % 2 ? '0.0.0.0' : '::1')));

  const found = (await listeningSockets())?.map(({ port }) => port) ?? [];
  t.strictSame(
    [busy, ...others].filter(({ port }) => !found.includes(port)),
    [],
    'each is found',
  );
  const [all, first] = [(await readTcpRows()) ?? [], (await readFirstListenerRows()) ?? []];
  t.ok(all.length - first.length > 500, `${first.length} of ${all.length} rows were read`);
});
