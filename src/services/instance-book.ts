import { EventEmitter } from 'node:events';
import { ManagerError } from '../domain/errors.ts';
import type { Instance, InstanceRecord } from '../domain/instance.ts';
import { isLive } from '../domain/instance.ts';
import type { InstanceHost } from '../domain/instance-host.ts';
import { type InstanceEntry, nothingAsked } from './instance-entry.ts';
import { type JobWords, presentInstance } from './instance-view.ts';
import type { ProxiedInstance, Upstream } from './ports.ts';

/** The part of pino that is used here. */
export interface InstanceLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** All instances as this daemon knows them. Shows every change once and finds instances by number. */
export class InstanceBook {
  readonly events = new EventEmitter<{ change: [Instance]; remove: [string] }>();
  readonly entries = new Map<string, InstanceEntry>();
  /** Session directories that cannot be read now, as was logged. */
  readonly unread = new Set<string>();
  readonly #host: InstanceHost;
  readonly #log: InstanceLog;
  readonly #jobWords: JobWords;
  readonly #byNumber = new Map<string, InstanceEntry>();

  constructor(host: InstanceHost, log: InstanceLog, jobWords: JobWords) {
    // Every reader of the event feed may listen.
    this.events.setMaxListeners(0);
    this.#host = host;
    this.#log = log;
    this.#jobWords = jobWords;
  }

  /** @throws ManagerError instance_not_found */
  need(id: string): InstanceEntry {
    const entry = this.entries.get(id);
    if (entry === undefined) throw notFound(id);
    return entry;
  }

  add(record: InstanceRecord): InstanceEntry {
    const entry: InstanceEntry = {
      record,
      instance: {} as Instance,
      viewers: 0,
      requests: 0,
      watchedAt: null,
      quietSince: null,
      seenSince: performance.now(),
      usage: null,
      lastMeasure: null,
      logTail: [],
      unsaved: null,
      isNewer: false,
      writes: Promise.resolve(),
      launching: null,
      endStartTurn: null,
      finishing: null,
      suspended: false,
      ending: null,
      endAgainFrom: null,
      restarting: null,
      probing: null,
      reservedPort: null,
      logTimer: null,
      unwatch: null,
      ...nothingAsked,
    };
    this.entries.set(record.id, entry);
    return entry;
  }

  /** Shows what changed since the last time, if anything did. */
  show(entry: InstanceEntry): Instance {
    if (this.entries.get(entry.record.id) !== entry) return entry.instance;
    const instance = presentInstance(entry, this.#host, this.#jobWords);
    if (instance.state !== 'starting') entry.endStartTurn?.();
    if (JSON.stringify(instance) !== JSON.stringify(entry.instance)) {
      entry.instance = instance;
      this.#byNumber.clear();
      this.events.emit('change', instance);
    }
    return entry.instance;
  }

  remove(entry: InstanceEntry): void {
    if (this.entries.get(entry.record.id) !== entry) return;
    this.entries.delete(entry.record.id);
    entry.endStartTurn?.();
    entry.unwatch?.();
    entry.probing?.abort();
    this.#byNumber.clear();
    this.events.emit('remove', entry.record.id);
  }

  /**
   * Changes a record on disk and in memory, one change after the other. `change` sees the record as it is then and may
   * answer null for no change. Where the disk cannot be written the change is kept in memory and tried again.
   *
   * @param durable for what nobody could tell again after a power cut; what the kernel, the scheduler or the app tell need not
   *   wait for the disk
   */
  save(
    entry: InstanceEntry,
    change: (record: InstanceRecord) => Partial<InstanceRecord> | null,
    durable = false,
  ): Promise<void> {
    return this.#inTurn(entry, async () => {
      if (change(entry.record) === null) return;
      await this.#write(entry, change, durable).catch((error: unknown) => {
        const patch = change(entry.record);
        entry.record = { ...entry.record, ...patch };
        entry.unsaved = { ...entry.unsaved, ...patch };
        this.#log.warn({ err: error, instance: entry.record.id }, 'a change is kept in memory only');
      });
    });
  }

  /**
   * As `save`, for what a user asked for: nothing changes where the disk cannot be written, or where `change` throws.
   * @throws ManagerError
   */
  saveOrThrow(
    entry: InstanceEntry,
    change: Partial<InstanceRecord> | ((record: InstanceRecord) => Partial<InstanceRecord> | null),
  ): Promise<void> {
    return this.#inTurn(entry, async () => {
      const { id } = entry.record;
      const isThere = await this.#write(entry, typeof change === 'function' ? change : () => change).catch(
        async (error: unknown) => {
          // Where somebody removed it meanwhile, that is no fault of the disk.
          if ((await this.#host.sessions.read(id)).kind !== 'gone') throw error;
          return false;
        },
      );
      if (!isThere) throw notFound(id);
    });
  }

  /** Takes over what other daemons wrote. False: the session directory was removed. */
  reload(entry: InstanceEntry): Promise<boolean> {
    return this.#inTurn(entry, async () => {
      const { id } = entry.record;
      const found = await this.#host.sessions.read(id);
      if (found.kind === 'gone') return false;
      if (found.kind === 'record') this.#take(entry, found.record, found.isNewer);
      if (found.kind === 'damaged') await this.#restore(entry);
      if (entry.unsaved !== null && !entry.isNewer) await this.#write(entry, () => null).catch(() => false);
      return true;
    });
  }

  /** See Instances.findByNumber. */
  findByNumber(host: string | null, number: number): ProxiedInstance | null {
    if (this.#byNumber.size === 0) this.#indexNumbers();
    const entry = this.#byNumber.get(`${host ?? this.#host.identity.host}:${number}`);
    return entry ? { record: entry.record, instance: withLog(entry), upstream: upstreamOf(entry.record) } : null;
  }

  #indexNumbers(): void {
    const oldestFirst = [...this.entries.values()].sort((a, b) => compare(rank(a), rank(b)));
    for (const entry of oldestFirst) {
      const { host, number, job } = entry.record;
      // A job belongs to no host: before it has one it is found by its number alone, and for those who came then also after.
      this.#byNumber.set(`${job == null ? host : this.#host.identity.host}:${number}`, entry);
      if (job?.path_host) this.#byNumber.set(`${job.path_host}:${number}`, entry);
    }
  }

  /** What other daemons wrote since stands, unless `change` (which sees it) says otherwise. False: its directory was removed. */
  async #write(
    entry: InstanceEntry,
    change: (record: InstanceRecord) => Partial<InstanceRecord> | null,
    durable = true,
  ): Promise<boolean> {
    const { unsaved } = entry;
    const patchOf = (record: InstanceRecord) => {
      const patch = change({ ...record, ...unsaved });
      return patch === null && unsaved === null ? null : { ...unsaved, ...patch };
    };
    const written = await this.#host.sessions.update(entry.record.id, patchOf, durable);
    // Where it was removed the next look says so to all.
    entry.record = written ?? { ...entry.record, ...change(entry.record) };
    entry.unsaved = null;
    return written !== null;
  }

  #take(entry: InstanceEntry, record: InstanceRecord, isNewer: boolean): void {
    entry.record = { ...record, ...entry.unsaved };
    entry.isNewer = isNewer;
  }

  async #restore(entry: InstanceEntry): Promise<void> {
    const { id } = entry.record;
    const found = await this.#host.sessions
      .restore(id, async (damage) => {
        this.#log.error({ instance: id }, `${damage} It is written anew from memory.`);
        return entry.record;
      })
      .catch(() => null);
    if (found?.kind === 'record') this.#take(entry, found.record, found.isNewer);
  }

  #inTurn<T>(entry: InstanceEntry, work: () => Promise<T>): Promise<T> {
    const result = entry.writes.then(work);
    entry.writes = result.catch(() => undefined);
    return result;
  }
}

function notFound(id: string): ManagerError {
  return new ManagerError('instance_not_found', `There is no instance "${id}".`);
}

/** Where an instance listens. */
export function upstreamOf(record: InstanceRecord): Upstream {
  if (record.unix_socket !== null) return { kind: 'unix', path: record.unix_socket };
  if (record.job != null) {
    // Nothing answers on port 0: an address that was not announced is never connected to.
    return {
      kind: 'tcp',
      host: record.job.address?.address ?? '127.0.0.1',
      port: record.job.address ? (record.port ?? 0) : 0,
    };
  }
  return { kind: 'tcp', host: '127.0.0.1', port: record.port ?? record.number };
}

/**
 * With the end of the log for the pages that stand in for an instance. In the events it would be a change with each line, so
 * there only failures have it.
 */
function withLog({ instance, logTail }: InstanceEntry): Instance {
  return instance.state === 'starting' || instance.state === 'stopped' ? { ...instance, log_tail: logTail } : instance;
}

/** Of several with one number the running one is found, else the one that was started last. */
function rank({ record, instance }: InstanceEntry): string {
  return `${isLive(instance.state) ? 1 : 0} ${record.started_at}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
