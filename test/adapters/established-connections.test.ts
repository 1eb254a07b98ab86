import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import t, { type Test } from 'tap';
import { networkView, parseTcpTable } from '../../src/adapters/established-connections.ts';
import { isAccepted, isInUse, listensOn } from '../../src/domain/tcp-table.ts';

const captured = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:5278 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2199503 1 0000000000000000 100 0 0 10 0
   1: 0100007F:8C68 0100007F:5278 06 00000000:00000000 03:00000D3C 00000000     0        0 0 3 0000000000000000
   2: 0100007F:B796 0100007F:5278 01 00000000:00000000 00:00000000 00000000  1000        0 2202138 1 0000000000000000 20 4 30 10 -1
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000500000A:0050 0000000000000000FFFF00000900000A:C350 01 00000000:00000000 00:00000000 00000000  1000        0 5 1 0000000000000000 20 4 30 10 -1
   2: B80D0120000000000000000001000000:0050 00000000000000000000000001000000:C351 01 00000000:00000000 00:00000000 00000000  1000        0 0 1 0000000000000000 20 4 30 10 -1
`;

t.test('rows of the kernel are read, IPv6 and mapped addresses too, and other states left out', async (t) => {
  // Captured on Linux 6.1 (x86-64), and addresses of 2001:db8::1 and ::ffff:10.0.0.5 put in.
  const table = parseTcpTable(captured, true);
  t.same(table.listeners, [
    { address: '0.0.0.0', port: 21_112, uid: 0 },
    { address: '::', port: 22, uid: 0 },
  ]);
  t.same(table.links, [
    {
      ...{ localAddress: '127.0.0.1', localPort: 46_998, remoteAddress: '127.0.0.1', remotePort: 21_112 },
      ...{ inode: '2202138', uid: 1000 },
    },
    {
      ...{ localAddress: '10.0.0.5', localPort: 80, remoteAddress: '10.0.0.9', remotePort: 50_000 },
      ...{ inode: '5', uid: 1000 },
    },
    {
      ...{ localAddress: '2001:db8::1', localPort: 80, remoteAddress: '::1', remotePort: 50_001 },
      ...{ inode: '0', uid: 1000 },
    },
  ]);
  t.same(parseTcpTable('   0: 7F000001:5278 00000000:0000 0A 0:0 0:0 0 0 0 1', false).listeners, [
    { address: '127.0.0.1', port: 21_112, uid: 0 },
  ]);
});

t.test('a connection of this process is found by both ends, and is gone when it is closed', async (t) => {
  const { server, port } = await listen(t);
  const accepted = once(server, 'connection');
  const socket = connect(port, '127.0.0.1');
  const [other] = await accepted;
  const table = await networkView.readTable();
  const link = table?.links.find(({ remotePort }) => remotePort === port);
  if (!table || !link) throw new Error('the connection is not in the table');
  t.ok((await networkView.socketsOf([process.pid])).has(link.inode), 'held by this process');
  t.notOk((await networkView.socketsOf([process.ppid])).has(link.inode), 'and not by another');
  t.ok(isAccepted(table, link));
  t.ok(listensOn(table, '127.0.0.1', port));
  t.ok(isInUse(table, port));
  server.close();
  t.notOk(listensOn((await networkView.readTable()) ?? table, '127.0.0.1', port), 'it listens no more, and is in use');
  other.destroy();
  await once(socket, 'close');
  t.notOk((await networkView.readTable())?.links.some(({ remotePort }) => remotePort === port));
});

t.test('processes that are gone hold no sockets', async (t) => {
  t.equal((await networkView.socketsOf([0, 2 ** 22 + 1])).size, 0);
});

t.test('names are resolved, and what has no address has none', async (t) => {
  t.ok((await networkView.resolve('localhost', 5000)).some((address) => address === '127.0.0.1' || address === '::1'));
  t.same(await networkView.resolve('127.0.0.9', 5000), ['127.0.0.9']);
  t.same(await networkView.resolve('no.such.host.invalid', 5000), []);
});

t.test('addresses of this machine are known as such', async (t) => {
  t.ok(networkView.isHere('127.0.0.1'));
  t.ok(networkView.isHere('127.3.2.1'));
  t.notOk(networkView.isHere('192.0.2.1'));
});

t.test('a knock tells whether something listens', async (t) => {
  const { server, port } = await listen(t);
  t.equal(await networkView.knock('127.0.0.1', port, 2000), 'open');
  const closed = once(server, 'close');
  server.close();
  await closed;
  t.equal(await networkView.knock('127.0.0.1', port, 2000), 'refused');
});

async function listen(t: Test) {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { server, port: (server.address() as { port: number }).port };
}
