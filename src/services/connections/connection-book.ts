import type { NotedTarget } from '../../domain/connection-note.ts';
import { blankNote } from '../../domain/connection-note.ts';
import type { Instance } from '../../domain/instance.ts';
import { shareRuns } from '../../domain/shared-runs.ts';
import { notConnected, showConnection } from './connection-view.ts';
import {
  answers,
  type ConnectionsContext,
  type ConnectionsOptions,
  type Entry,
  isoNow,
} from './connections-context.ts';
import { askLink, type LinkFacts, lookAround, type Surroundings } from './link-facts.ts';

/** The links of all instances that can have one, as this daemon knows them. */
export interface ConnectionBook extends ConnectionsContext {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The entry of an instance that can be connected; its note is read the first time. */
  need(instance: Instance): Promise<Entry>;
}

const defaultConnectTimeoutMs = 30_000;

/** `onChange` tells the id of an instance whose link is shown otherwise than before. */
export function createConnectionBook(options: ConnectionsOptions, onChange: (id: string) => void): ConnectionBook {
  const { instances, servers, notes } = options;
  const entries = new Map<string, Entry>();
  const facts = new Map<string, LinkFacts>();
  const findInstance = (id: string) => instances.list().find((instance) => instance.id === id);

  const book: ConnectionBook = {
    connectTimeoutMs: defaultConnectTimeoutMs,
    ...options,
    entries,
    async need(instance) {
      const run = instances.record(instance.id).started_at;
      const known = entries.get(instance.id);
      if (known?.note.run === run) return known;
      const noted = await notes.read(instances.sessionDirectory(instance.id));
      const raced = entries.get(instance.id);
      if (raced?.note.run === run) return raced;
      // What was declared of an earlier run means nothing for this one.
      const note = noted?.run === run ? noted : blankNote(run);
      const entry: Entry = { id: instance.id, note, shown: raced?.shown ?? notConnected, attempt: null };
      entries.set(instance.id, entry);
      return entry;
    },
    show(entry) {
      const instance = findInstance(entry.id);
      if (instance === undefined || entries.get(entry.id) !== entry) return;
      const shown = showConnection(entry, facts.get(entry.id) ?? { kind: 'none' }, instance, servers);
      if (JSON.stringify(shown) === JSON.stringify(entry.shown)) return;
      entry.shown = shown;
      onChange(entry.id);
    },
    async save(entry, patch) {
      entry.note = { ...entry.note, ...patch };
      book.show(entry);
      if (findInstance(entry.id) !== undefined && entries.get(entry.id) === entry)
        await notes.write(instances.sessionDirectory(entry.id), entry.note);
    },
    refresh: shareRuns(async () => {
      const able = instances.list().filter(({ id }) => instances.record(id).paraview);
      forget(entries, facts, new Set(able.map(({ id }) => id)));
      // Most apps have nothing to do with ParaView: the machine's table of connections is then not read.
      if (able.length > 0) {
        const around = await lookAround(book);
        for (const { id } of able) await look(book, facts, around, id);
      }
      tellServers(book);
    }),
  };
  return book;
}

function forget(entries: Map<string, Entry>, facts: Map<string, LinkFacts>, known: Set<string>): void {
  for (const id of [...entries.keys()].filter((id) => !known.has(id))) {
    entries.delete(id);
    facts.delete(id);
  }
}

/** Asks for one instance, and notes when its link came and went. */
async function look(
  book: ConnectionBook,
  facts: Map<string, LinkFacts>,
  around: Surroundings,
  id: string,
): Promise<void> {
  const instance = book.instances.list().find((other) => other.id === id);
  if (instance === undefined) return;
  const entry = await book.need(instance);
  const found = await askLink(book, around, entry, instance);
  facts.set(id, found);
  if (entry.attempt === null) {
    if (found.kind === 'linked') await noteLinked(book, entry, found.target);
    else if (found.kind === 'none' && answers(instance)) await noteLost(book, entry);
  }
  book.show(entry);
}

async function noteLinked(book: ConnectionBook, entry: Entry, target: NotedTarget): Promise<void> {
  const { note } = entry;
  const isNoted =
    note.connected_since !== null &&
    note.lost_at === null &&
    note.target?.server_id === target.server_id &&
    note.target.host === target.host &&
    note.target.port === target.port;
  if (isNoted) return;
  await book.save(entry, { target, connected_since: isoNow(), lost_at: null, outcome: null });
}

async function noteLost(book: ConnectionBook, entry: Entry): Promise<void> {
  const { connected_since, lost_at } = entry.note;
  if (connected_since !== null && lost_at === null) await book.save(entry, { lost_at: isoNow() });
}

/** Each listed server learns who is connected to it; it shows only what changed. */
function tellServers(book: ConnectionBook): void {
  for (const server of book.servers.list()) {
    const connected = [...book.entries.values()]
      .filter(({ shown }) => shown.state === 'connected' && shown.server_id === server.id)
      .map(({ id }) => id);
    if (connected.join() !== server.connected_instances.join()) book.servers.showConnected(server.id, connected);
  }
}
