import type { Instance, InstanceRecord } from '../domain/instance.ts';

/** What this daemon holds of one instance in memory; whatever matters to others is in the record on disk. */
export interface InstanceEntry {
  record: InstanceRecord;
  /** As last shown. */
  instance: Instance;
  viewers: number;
  /** When someone last watched, in ms, as far as this daemon knows; null: never. */
  watchedAt: number | null;
  /** When this daemon first saw it, in ms. */
  seenSince: number;
  usage: Instance['usage'];
  lastMeasure: { cpuTicks: number; atMs: number } | null;
  logTail: string[];
  /** Changes that could not be written; they are tried again. */
  unsaved: Partial<InstanceRecord> | null;
  /** Resolves when all writes so far are done. */
  writes: Promise<unknown>;
  /** Set while its processes are being ended. */
  ending: Promise<void> | null;
  /** Set while it is being stopped and started again. */
  restarting: Promise<Instance> | null;
  /** Set while it is asked whether it answers. */
  probing: AbortController | null;
  reservedPort: number | null;
  /** Set while a look at the length of the log is due. */
  logTimer: NodeJS.Timeout | null;
  unwatch: () => void;
}
