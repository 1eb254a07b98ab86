import t from 'tap';
import { blankNote, type ConnectionNote } from '../../../src/domain/connection-note.ts';
import type { Instance } from '../../../src/domain/instance.ts';
import type { TcpLink } from '../../../src/domain/tcp-table.ts';
import { createConnectionBook } from '../../../src/services/connections/connection-book.ts';
import type { ConnectionsOptions } from '../../../src/services/connections/connections-context.ts';
import { sampleLink as link, listedServers } from '../../support/connections-fixture.ts';

const at = '2025-11-21T10:00:00.000Z';

interface Given {
  id: string;
  paraview?: boolean;
  started_at?: string;
}

/** A book of these instances beside one server; `links` are the kernel's, `written` the notes as they went to the disk. */
function bookOf(given: Given[], noted: ConnectionNote | null = null) {
  const instances = given.map(({ id }) => ({ id, state: 'ready', ready_at: at, job: null }) as unknown as Instance);
  const links: TcpLink[] = [];
  const written: [directory: string, note: ConnectionNote][] = [];
  const changed: string[] = [];
  const { servers, put } = listedServers();
  put('pv', { name: 'Mine', host: 'n1', port: 11_111 });
  const read: string[] = [];
  const tables = { read: 0 };
  const told: string[][] = [];
  const { showConnected } = servers;
  servers.showConnected = (id, ids) => {
    told.push(ids);
    showConnected(id, ids);
  };
  const options = {
    instances: {
      list: () => instances,
      record: (id: string) => ({ paraview: true, started_at: at, keeper: null, ...given.find((one) => one.id === id) }),
      sessionDirectory: (id: string) => `/s/${id}`,
    },
    servers,
    host: { findProcesses: async () => [{ pid: 4 }] },
    network: {
      readTable: async () => {
        tables.read += 1;
        return { links, listeners: [] };
      },
      resolve: async () => ['10.0.0.1'],
      socketsOf: async () => new Set(['77']),
    },
    notes: {
      read: async (directory: string) => {
        read.push(directory);
        return noted;
      },
      write: async (directory: string, note: ConnectionNote) => void written.push([directory, note]),
    },
    log: { info: () => undefined, error: () => undefined },
    takenOver: Promise.resolve(),
  } as unknown as ConnectionsOptions;
  const book = createConnectionBook(options, (id) => changed.push(id));
  return { book, instances, given, links, written, changed, read, servers, tables, told };
}

t.test('a link that is found is noted and shown once, and the server learns of it', async (t) => {
  const { book, links, written, changed, servers, told } = bookOf([{ id: 'a' }]);
  await book.refresh();
  t.strictSame([changed, written], [[], []], 'no link is no news');
  links.push(link);
  await book.refresh();
  const { note, shown } = book.entries.get('a') ?? {};
  t.match(note, { target: { server_id: 'pv', host: 'n1', port: 11_111 }, connected_since: /Z$/, lost_at: null });
  t.match(shown, { state: /^connected$/, server_id: 'pv', since: note?.connected_since });
  t.strictSame(written, [['/s/a', note]]);
  t.strictSame(servers.get('pv').connected_instances, ['a']);
  const before = changed.length;
  t.ok(before > 0);
  await book.refresh();
  t.equal(changed.length, before, 'what is shown as before is no change');
  t.equal(written.length, 1);
  t.strictSame(told, [['a']], 'a server is told what is news to it, once');
});

t.test('a link that is gone is noted as lost', async (t) => {
  const { book, links, written, servers } = bookOf([{ id: 'a' }]);
  links.push(link);
  await book.refresh();
  links.pop();
  await book.refresh();
  t.match(written.at(-1), ['/s/a', { lost_at: /Z$/, connected_since: /Z$/ }]);
  t.match(book.entries.get('a')?.shown, { state: /^disconnected$/, reason: /"Mine" was closed/ });
  t.strictSame(servers.get('pv').connected_instances, []);
  await book.refresh();
  t.equal(written.length, 2, 'once');
});

t.test('instances without ParaView are not looked at, and those that are gone are forgotten', async (t) => {
  const { book, instances, tables, changed } = bookOf([{ id: 'a' }, { id: 'web', paraview: false }]);
  await book.refresh();
  t.strictSame([...book.entries.keys()], ['a']);
  const [gone] = instances.splice(0, 1);
  const entry = book.entries.get('a');
  await book.refresh();
  t.equal(tables.read, 1, 'the table of connections is read for those with ParaView alone');
  t.strictSame([...book.entries.keys()], []);
  t.ok(gone);
  const before = changed.length;
  if (entry) await book.save(entry, { connected_since: at, lost_at: at });
  t.equal(changed.length, before, 'what is gone is not shown');
  t.equal(book.entries.size, 0, 'and what comes late of it does not bring it back');
});

t.test('what was noted counts for its run alone', async (t) => {
  const waiting = { ...blankNote(at), waiting_for: 'pv' };
  const same = bookOf([{ id: 'a' }], waiting);
  const [instance] = same.instances;
  if (instance === undefined) throw new Error('there is none');
  t.strictSame((await same.book.need(instance)).note, waiting);
  t.strictSame((await same.book.need(instance)).note, waiting);
  t.strictSame(same.read, ['/s/a'], 'it is read once');
  Object.assign(same.given[0] ?? {}, { started_at: '2025-11-21T11:00:00.000Z' });
  t.strictSame((await same.book.need(instance)).note, blankNote('2025-11-21T11:00:00.000Z'), 'a restart begins anew');
});
