import t from 'tap';
import { blankNote, type ConnectionNote, type NotedTarget } from '../../../src/domain/connection-note.ts';
import type { Instance } from '../../../src/domain/instance.ts';
import type { ParaViewServer } from '../../../src/domain/paraview-server.ts';
import type { TcpLink } from '../../../src/domain/tcp-table.ts';
import { notConnected } from '../../../src/services/connections/connection-view.ts';
import type { Attempt, ConnectionsContext, Entry } from '../../../src/services/connections/connections-context.ts';
import { askLink, lookAround } from '../../../src/services/connections/link-facts.ts';
import { sampleLink as link, listedServers } from '../../support/connections-fixture.ts';

const at = '2025-11-21T10:00:00.000Z';
const target: NotedTarget = { server_id: 'pv', name: 'Mine', host: 'n1', port: 11_111, addresses: ['10.0.0.1'] };

interface Given {
  links?: TcpLink[] | null;
  targets?: NotedTarget[];
  /** Sockets of the app's processes. */
  sockets?: string[];
  note?: Partial<ConnectionNote>;
  attempt?: Attempt | null;
  instance?: Partial<Instance>;
  server?: Partial<ParaViewServer>;
  /** What the server's log says; null: there is none at hand. */
  log?: string | null;
}

/** What is found of one app; `asked` lists what had to be asked for. */
async function ask(given: Given) {
  const { links = [link], targets = [target], sockets = ['77'], note = {}, attempt = null, server, log = null } = given;
  const asked: string[] = [];
  const { servers, put, setLog } = listedServers();
  // Another one that ended says nothing of it.
  put('another', { state: 'stopped' });
  if (server !== undefined) put('pv', server);
  if (log !== null) setLog('pv', 'log');
  const context = {
    instances: { record: () => ({ keeper: null }), sessionDirectory: () => '/s' },
    servers,
    host: {
      findProcesses: async () => {
        asked.push('processes');
        return [{ pid: 4 }];
      },
      readLogTail: async () => log ?? '',
    },
    network: { socketsOf: async (pids: number[]) => new Set(pids.includes(4) ? sockets : []) },
  } as unknown as ConnectionsContext;
  const entry: Entry = { id: 'a', note: { ...blankNote(at), ...note }, shown: notConnected, attempt };
  const instance = { id: 'a', state: 'ready', ready_at: at, job: null, ...given.instance } as Instance;
  const table = links === null ? null : { links, listeners: [] };
  return { facts: await askLink(context, { table, targets }, entry, instance), asked };
}

t.test('an app is linked where one of its sockets leads to a server', async (t) => {
  t.strictSame((await ask({})).facts, { kind: 'linked', target });
  t.strictSame((await ask({ sockets: ['78'] })).facts, { kind: 'none' }, 'it may be that of another program');
  for (const [what, change] of Object.entries({
    port: { remotePort: 11_112 },
    address: { remoteAddress: '10.0.0.2' },
  })) {
    const { facts, asked } = await ask({ links: [{ ...link, ...change }] });
    t.strictSame(facts, { kind: 'none' }, what);
    t.strictSame(asked, [], 'and nobody reads the process table');
  }
});

t.test('an app that does not answer has no link; where the kernel tells nothing, nobody knows', async (t) => {
  t.strictSame((await ask({ instance: { state: 'starting', ready_at: null } })).facts, { kind: 'none' });
  t.strictSame((await ask({ instance: { state: 'failed' } })).facts, { kind: 'none' });
  t.strictSame((await ask({ instance: { state: 'ending' } })).facts, { kind: 'linked', target });
  t.match((await ask({ links: null })).facts, { kind: 'unknown', reason: /does not tell/ });
});

t.test('what it was connected to counts where no server of it is listed any more', async (t) => {
  t.strictSame((await ask({ targets: [], note: { target } })).facts, { kind: 'linked', target });
  t.strictSame((await ask({ targets: [] })).facts, { kind: 'none' });
  const moved = { ...target, addresses: ['10.0.0.2'] };
  t.strictSame((await ask({ targets: [moved], note: { target } })).facts, { kind: 'none' }, 'the list knows better');
});

t.test('of an app on another machine the log of its server tells', async (t) => {
  const elsewhere = { job: {} as Instance['job'] };
  const note = { target, connected_since: at };
  const far = (given: Given) => ask({ instance: elsewhere, note, server: {}, ...given });
  const withClient = 'Accepting connection(s): n1:11111\nClient connected.\n';
  t.strictSame((await far({ log: withClient })).facts, { kind: 'linked', target });
  t.strictSame((await far({ log: `${withClient}Exiting...\n` })).facts, { kind: 'none' });
  t.match((await far({})).facts, {
    kind: 'unknown',
    reason: 'The app runs on another machine; it was connected to Mine last.',
  });
  t.match((await far({ note: { ...note, target: { ...target, server_id: null } }, log: withClient })).facts, {
    kind: 'unknown',
  });
  t.strictSame((await far({ log: withClient, note: { target } })).facts, { kind: 'none' }, 'it was never connected');
  t.strictSame((await far({ log: withClient, note: { target }, attempt: {} as Attempt })).facts, {
    kind: 'linked',
    target,
  });
  t.strictSame((await far({ log: withClient, note: { ...note, lost_at: at } })).facts, { kind: 'none' });
  t.strictSame((await far({ log: withClient, server: { state: 'stopped' } })).facts, { kind: 'none' });
  t.strictSame((await far({ log: withClient, server: { state: 'lost' } })).facts, { kind: 'linked', target });
  const lost = { state: 'lost', ready_at: null, job: null } as const;
  t.strictSame((await far({ log: withClient, instance: lost })).facts, { kind: 'linked', target });
  t.strictSame((await far({ log: withClient, instance: { ...elsewhere, ready_at: null } })).facts, { kind: 'none' });
});

t.test('servers that may have clients are looked up, with their addresses', async (t) => {
  const { servers, put } = listedServers();
  put('ready', { name: 'Mine', host: 'n1', port: 11_111 });
  put('lost', { state: 'lost', host: 'n2', port: 2 });
  put('ended', { state: 'stopped', host: 'n3', port: 3 });
  put('queued', { state: 'queued', host: null, port: null });
  put('without a port', { host: 'n4', port: null });
  const table = { links: [], listeners: [] };
  const network = { resolve: async (host: string) => [`of ${host}`], readTable: async () => table };
  t.strictSame(await lookAround({ servers, network } as unknown as ConnectionsContext), {
    table,
    targets: [
      { server_id: 'ready', name: 'Mine', host: 'n1', port: 11_111, addresses: ['of n1'] },
      { server_id: 'lost', name: 'lost', host: 'n2', port: 2, addresses: ['of n2'] },
    ],
  });
});
