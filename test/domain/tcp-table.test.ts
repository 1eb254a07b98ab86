import t from 'tap';
import {
  isAccepted,
  isInUse,
  listensOn,
  type TcpLink,
  type TcpTable,
  whoAnswers,
  whoTakes,
} from '../../src/domain/tcp-table.ts';

const ada = 1000;
const mallory = 1001;

const app: TcpLink = {
  localAddress: '127.0.0.1',
  localPort: 40_000,
  remoteAddress: '127.0.0.1',
  remotePort: 11_111,
  inode: '7',
  uid: ada,
};
const server: TcpLink = {
  localAddress: '127.0.0.1',
  localPort: 11_111,
  remoteAddress: '127.0.0.1',
  remotePort: 40_000,
  inode: '8',
  uid: ada,
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
    t.ok(listensOn({ links: [], listeners: [{ address, port: 11_111, uid: ada }] }, '127.0.0.1', 11_111), address);
  }
  const other = { links: [], listeners: [{ address: '10.0.0.1', port: 11_111, uid: ada }] };
  t.notOk(listensOn(other, '127.0.0.1', 11_111));
  t.notOk(listensOn(other, '10.0.0.1', 11_112));
  const several = { links: [], listeners: [...other.listeners, { address: '127.0.0.1', port: 22, uid: ada }] };
  t.ok(listensOn(several, '127.0.0.1', 22), 'whatever else listens');
});

t.test('the listener of just an address takes its connections before those of all addresses', async (t) => {
  const takes = (...listeners: [string, number][]) =>
    whoTakes(
      { links: [], listeners: listeners.map(([address, uid]) => ({ address, port: 80, uid })) },
      '127.0.0.1',
      80,
      ada,
    );
  t.equal(takes(), 'none');
  t.equal(takes(['10.0.0.1', ada]), 'none', 'another address');
  t.equal(takes(['127.0.0.1', ada]), 'own');
  t.equal(takes(['0.0.0.0', mallory]), 'foreign');
  t.equal(takes(['::', mallory]), 'foreign', 'IPv6 sockets take IPv4 connections');
  t.equal(takes(['::', mallory], ['127.0.0.1', ada]), 'own', 'another user cannot get in its way');
  t.equal(takes(['::', mallory], ['0.0.0.0', ada]), 'own');
  t.equal(takes(['0.0.0.0', ada], ['127.0.0.1', mallory]), 'foreign');
  t.equal(takes(['127.0.0.1', ada], ['127.0.0.1', mallory]), 'foreign', 'one of several is enough');
});

t.test('who answers a connection is who accepted it, or who will', async (t) => {
  const listeners = (uid: number) => [{ address: '127.0.0.1', port: 11_111, uid }];
  const ask = (end: TcpLink | null, listening: number) =>
    whoAnswers({ links: end ? [app, end] : [app], listeners: listeners(listening) }, app, ada);
  t.equal(ask(server, ada), 'own');
  t.equal(ask({ ...server, uid: mallory }, ada), 'foreign', 'whoever listens there by now');
  t.equal(ask({ ...server, inode: '0', uid: 0 }, ada), 'own', 'it waits in the backlog');
  t.equal(ask({ ...server, inode: '0', uid: 0 }, mallory), 'foreign');
  t.equal(ask({ ...server, remotePort: 40_001 }, ada), 'none', 'another connection');
  t.equal(ask(null, ada), 'none', 'it was closed again');
});

t.test('only all four of address and port make the other end of a connection', async (t) => {
  const nearly: Partial<TcpLink>[] = [
    { localAddress: '127.0.0.2' },
    { localPort: 11_112 },
    { remoteAddress: '127.0.0.2' },
    { remotePort: 40_001 },
  ];
  for (const difference of nearly) {
    const stranger = { ...server, ...difference, uid: mallory };
    t.equal(whoAnswers(table([app, stranger]), app, ada), 'none', JSON.stringify(difference));
    t.equal(whoAnswers(table([stranger, server, app]), app, ada), 'own', JSON.stringify(difference));
  }
});

t.test('an IPv6 address is taken by an IPv6 listener alone', async (t) => {
  const takes = (address: string, port = 80) =>
    whoTakes({ links: [], listeners: [{ address, port, uid: ada }] }, '::1', 80, ada);
  t.strictSame([takes('::1'), takes('::'), takes('0.0.0.0'), takes('::1', 81)], ['own', 'own', 'none', 'none']);
});

function table(links: TcpLink[]): TcpTable {
  return { links, listeners: [] };
}
