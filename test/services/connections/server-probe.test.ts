import t from 'tap';
import type { Instance } from '../../../src/domain/instance.ts';
import type { ParaViewServer } from '../../../src/domain/paraview-server.ts';
import type { TcpTable } from '../../../src/domain/tcp-table.ts';
import type { ConnectionsContext } from '../../../src/services/connections/connections-context.ts';
import { probeServer } from '../../../src/services/connections/server-probe.ts';
import { listedServers } from '../../support/connections-fixture.ts';
import { refusalOf } from '../../support/connections-start.ts';

interface Given {
  here?: boolean;
  table?: Partial<TcpTable> | null;
  /** A listed server; null: an address that is none. */
  server?: Partial<ParaViewServer> | null;
  log?: string;
  knock?: 'open' | 'refused' | 'silent';
  app?: Partial<Instance>;
}

/** Null: a client would be taken. */
async function probe(given: Given) {
  const { here = true, table = {}, server = null, log, knock = 'open', app } = given;
  const { servers, put, setLog } = listedServers();
  if (server !== null) put('pv', server);
  if (log !== undefined) setLog('pv', 'log');
  const listed = app === undefined ? [] : [{ name: 'cone', state: 'ready', ready_at: 'x', job: null, ...app }];
  const context = {
    servers,
    instances: { list: () => listed },
    host: { readLogTail: async () => log ?? '' },
    network: {
      isHere: () => here,
      readTable: async () => table && { links: [], listeners: [], ...table },
      knock: async () => knock,
    },
  } as unknown as ConnectionsContext;
  const goal = {
    ...{ server_id: null, name: 'Mine', host: 'n1', port: 11_111, addresses: ['10.0.0.1'], dial: 'n1' },
    server: server === null ? null : servers.get('pv'),
  };
  const failed = await probeServer(context, goal).then(
    () => null,
    (error: unknown) => error,
  );
  if (failed === null) return null;
  const { code, message, errors } = await refusalOf(Promise.reject(failed));
  return { code, message, errors };
}
const listener = { address: '10.0.0.1', port: 11_111, uid: 1000 };
const link = {
  ...{ localAddress: '10.0.0.1', localPort: 11_111, remoteAddress: '10.0.0.1', remotePort: 50_000 },
  ...{ inode: '5', uid: 1000 },
};
const busy = { code: 'server_busy', message: 'The ParaView server "Mine" has another client already.' };

t.test('on this machine the kernel tells', async (t) => {
  t.equal(await probe({ table: { listeners: [listener] } }), null);
  t.match(await probe({ table: { links: [link] } }), busy);
  t.match(await probe({ table: { listeners: [{ ...listener, port: 1 }] } }), {
    code: 'server_unreachable',
    message: 'The ParaView server "Mine" cannot be reached at n1:11111: nothing listens there.',
  });
});

t.test('the port of an app is no server', async (t) => {
  const table = { listeners: [listener] };
  t.match(await probe({ table, app: { port: 11_111 } }), {
    code: 'invalid_parameters',
    errors: [{ path: '/port', message: /at n1:11111 the app "cone" listens/ }],
  });
  t.equal(await probe({ table, app: { port: 11_112 } }), null);
  t.equal(await probe({ table, app: { port: 11_111, ready_at: null } }), null, 'it does not listen yet');
  t.equal(await probe({ table, app: { port: 11_111, job: {} as Instance['job'] } }), null, 'on another machine');
  t.equal(await probe({ table, app: { port: 11_111 }, server: {} }), null, 'a listed server is one');
  t.equal(await probe({ here: false, app: { port: 11_111 } }), null, 'the same port of another machine');
});

t.test('a listed server elsewhere is believed, unless it or its log says that it is taken', async (t) => {
  const far = (server: Partial<ParaViewServer>, log?: string) =>
    probe({ here: false, server, knock: 'refused', ...(log === undefined ? {} : { log }) });
  t.equal(await far({}), null);
  t.match(await far({ connected_instances: ['a'] }), busy);
  t.equal(await far({ is_managed: true }, 'Waiting for client...\n'), null);
  t.match(await far({ is_managed: true }, 'Client connected.\n'), busy);
  t.match(await far({ is_managed: true }, 'Client connected.\nExiting...\n'), {
    code: 'server_unreachable',
    message: /it has ended/,
  });
  t.equal(await far({ is_managed: false }, 'Client connected.\n'), null, 'what was not started here has no log');
});

t.test('an unknown address elsewhere is knocked at', async (t) => {
  const far = (knock: 'open' | 'refused' | 'silent') => probe({ here: false, knock });
  t.equal(await far('open'), null);
  t.match(await far('refused'), { code: 'server_unreachable', message: /or the server has a client already/ });
  t.match(await far('silent'), { code: 'server_unreachable', message: /nothing answered within 5 s/ });
  t.match(await probe({ table: null, knock: 'refused' }), { code: 'server_unreachable' }, 'where the kernel is silent');
});
