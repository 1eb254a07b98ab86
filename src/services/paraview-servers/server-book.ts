import { EventEmitter } from 'node:events';
import { ManagerError } from '../../domain/errors.ts';
import type { SessionStore } from '../../domain/instance-host.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import type { InstanceLog } from '../instance-book.ts';

/** What this daemon holds of one server in memory; whatever matters to others is in the record on disk. */
export interface ServerEntry {
  record: ServerRecord;
  /** As last shown. */
  server: ParaViewServer;
  connectedInstances: string[];
  logTail: string[];
  /** Changes that could not be written; they are tried again. */
  unsaved: Partial<ServerRecord> | null;
  /** A newer Trame Manager wrote its record: it is left as it is, and what changes is kept in memory. */
  isNewer: boolean;
  /** Resolves when all writes so far are done. */
  writes: Promise<unknown>;
  /** Set while its processes are being ended. */
  ending: Promise<void> | null;
  /** True while it is being started here: it is no sign of an end that nothing runs yet. */
  isBeingStarted: boolean;
  reservedPort: number | null;
  /** When its job was first seen running without a server that listens, in ms. */
  runsSince: number | null;
  /** When the queue was first seen without its job, in ms. */
  missingSince: number | null;
  /** When an end that was asked for was last asked for again, in ms. */
  insistedAt: number;
  /** When the accounting was last asked for it, in ms. */
  accountingAskedAt: number;
  unwatch: () => void;
}

interface Looks {
  present(entry: ServerEntry): ParaViewServer;
}

/** All servers that were started from here, as this daemon knows them. Shows every change once. */
export class ServerBook {
  readonly events = new EventEmitter<{ change: [ParaViewServer]; remove: [string] }>();
  readonly entries = new Map<string, ServerEntry>();
  /** Directories that cannot be read now, as was logged. */
  readonly unread = new Set<string>();
  readonly #store: SessionStore<ServerRecord>;
  readonly #log: InstanceLog;
  readonly #looks: Looks;

  constructor(store: SessionStore<ServerRecord>, log: InstanceLog, looks: Looks) {
    // Every reader of the event feed may listen.
    this.events.setMaxListeners(0);
    this.#store = store;
    this.#log = log;
    this.#looks = looks;
  }

  /** @throws ManagerError server_not_found */
  need(id: string): ServerEntry {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new ManagerError('server_not_found', `There is no ParaView server "${id}".`);
    return entry;
  }

  add(record: ServerRecord): ServerEntry {
    const entry: ServerEntry = {
      record,
      server: {} as ParaViewServer,
      connectedInstances: [],
      logTail: [],
      unsaved: null,
      isNewer: false,
      writes: Promise.resolve(),
      ending: null,
      isBeingStarted: false,
      reservedPort: null,
      runsSince: null,
      missingSince: null,
      insistedAt: 0,
      accountingAskedAt: Number.NEGATIVE_INFINITY,
      unwatch: () => undefined,
    };
    entry.server = this.#looks.present(entry);
    this.entries.set(record.id, entry);
    this.events.emit('change', entry.server);
    return entry;
  }

  /** Shows what changed since the last time, if anything did. */
  show(entry: ServerEntry): ParaViewServer {
    if (this.entries.get(entry.record.id) !== entry) return entry.server;
    const server = this.#looks.present(entry);
    if (JSON.stringify(server) !== JSON.stringify(entry.server)) {
      entry.server = server;
      this.events.emit('change', server);
    }
    return entry.server;
  }

  remove(entry: ServerEntry): void {
    if (this.entries.get(entry.record.id) !== entry) return;
    this.entries.delete(entry.record.id);
    entry.unwatch();
    this.events.emit('remove', entry.record.id);
  }

  /**
   * Changes a record on disk and in memory, one change after the other. `change` sees the record as it is then and may
   * answer null for no change. Where the disk cannot be written the change is kept in memory and tried again. What the
   * record in memory says already is written only with `always`.
   */
  save(
    entry: ServerEntry,
    change: (record: ServerRecord) => Partial<ServerRecord> | null,
    when: 'changed' | 'always' = 'changed',
  ): Promise<void> {
    const decide = (record: ServerRecord) => {
      const patch = change(record);
      return patch === null || (when === 'changed' && !differs(record, patch)) ? null : patch;
    };
    return this.#inTurn(entry, async () => {
      if (decide(entry.record) === null) return;
      await this.#write(entry, decide).catch((error: unknown) => {
        const patch = decide(entry.record);
        entry.record = { ...entry.record, ...patch };
        entry.unsaved = { ...entry.unsaved, ...patch };
        this.#log.warn({ err: error, server: entry.record.id }, 'a change is kept in memory only');
      });
    });
  }

  /** Takes over what other daemons wrote. False: its directory was removed. */
  reload(entry: ServerEntry): Promise<boolean> {
    return this.#inTurn(entry, async () => {
      const { id } = entry.record;
      const found = await this.#store.read(id);
      if (found.kind === 'gone') return false;
      if (found.kind === 'record') this.#take(entry, found.record, found.isNewer);
      if (found.kind === 'damaged') await this.#restore(entry);
      if (entry.unsaved !== null && !entry.isNewer) await this.#write(entry, () => null).catch(() => undefined);
      return true;
    });
  }

  /** What other daemons wrote since stands, unless `change` (which sees it) says otherwise. */
  async #write(entry: ServerEntry, change: (record: ServerRecord) => Partial<ServerRecord> | null): Promise<void> {
    const { unsaved } = entry;
    const written = await this.#store.update(entry.record.id, (record) => {
      const patch = change({ ...record, ...unsaved });
      return patch === null && unsaved === null ? null : { ...unsaved, ...patch };
    });
    // Its directory was removed: the next look says so to all.
    entry.record = written ?? { ...entry.record, ...change(entry.record) };
    entry.unsaved = null;
  }

  #take(entry: ServerEntry, record: ServerRecord, isNewer: boolean): void {
    entry.record = { ...record, ...entry.unsaved };
    entry.isNewer = isNewer;
  }

  async #restore(entry: ServerEntry): Promise<void> {
    const { id } = entry.record;
    const found = await this.#store
      .restore(id, async (damage) => {
        this.#log.error({ server: id }, `${damage} It is written anew from memory.`);
        return entry.record;
      })
      .catch(() => null);
    if (found?.kind === 'record') this.#take(entry, found.record, found.isNewer);
  }

  #inTurn<T>(entry: ServerEntry, work: () => Promise<T>): Promise<T> {
    const result = entry.writes.then(work);
    entry.writes = result.catch(() => undefined);
    return result;
  }
}

function differs(record: ServerRecord, patch: Partial<ServerRecord>): boolean {
  return JSON.stringify({ ...record, ...patch }) !== JSON.stringify(record);
}
