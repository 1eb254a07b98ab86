import t from 'tap';
import { isAccepted, isInUse, listensOn, type TcpLink, type TcpTable } from '../../src/domain/tcp-table.ts';

const app: TcpLink = {
  localAddress: '127.0.0.1',
  localPort: 40_000,
  remoteAddress: '127.0.0.1',
  remotePort: 11_111,
  inode: '7',
};
const server: TcpLink = {
  localAddress: '127.0.0.1',
  localPort: 11_111,
  remoteAddress: '127.0.0.1',
  remotePort: 40_000,
  inode: '8',
};

t.test('a connection that the server has not accepted yet is none, and keeps nobody busy', async (t) => {
  t.ok(isAccepted(table([app, server]), app));
  t.notOk(isAccepted(table([app, { ...server, inode: '0' }]), app), 'it waits in the backlog');
  t.ok(isAccepted(table([app]), app), 'of a server elsewhere only one end can be seen');
  t.ok(isInUse(table([server]), 11_111));
  t.notOk(isInUse(table([{ ...server, inode: '0' }]), 11_111));
  t.notOk(isInUse(table([server]), 11_112));
});

t.test('what listens on all addresses listens on each', async (t) => {
  for (const address of ['127.0.0.1', '0.0.0.0', '::']) {
    t.ok(listensOn({ links: [], listeners: [{ address, port: 11_111 }] }, '127.0.0.1', 11_111), address);
  }
  const other = { links: [], listeners: [{ address: '10.0.0.1', port: 11_111 }] };
  t.notOk(listensOn(other, '127.0.0.1', 11_111));
  t.notOk(listensOn(other, '10.0.0.1', 11_112));
});

function table(links: TcpLink[]): TcpTable {
  return { links, listeners: [] };
}
