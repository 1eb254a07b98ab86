import type { Instance, InstanceRecord } from '../domain/instance.ts';
import type { Job } from '../domain/scheduler.ts';

/** What this daemon holds of one instance in memory; whatever matters to others is in the record on disk. */
export interface InstanceEntry {
  record: InstanceRecord;
  /** As last shown. */
  instance: Instance;
  viewers: number;
  /** Requests of browsers that are being answered, websockets among them. */
  requests: number;
  /** When someone last watched, in ms, as far as this daemon knows; null: never. */
  watchedAt: number | null;
  /** Since when nobody watches, as far as this daemon saw; null: not looked yet. On the clock of performance.now(), which nobody sets. */
  quietSince: number | null;
  /** When this daemon first saw it, on the same clock. */
  seenSince: number;
  usage: Instance['usage'];
  lastMeasure: { cpuTicks: number; atMs: number } | null;
  logTail: string[];
  /** Changes that could not be written; they are tried again. */
  unsaved: Partial<InstanceRecord> | null;
  /** A newer Trame Manager wrote its record: it is left as it is, and what changes is kept in memory. */
  isNewer: boolean;
  /** Resolves when all writes so far are done. */
  writes: Promise<unknown>;
  /** Set while this daemon starts its command for the first time: whoever ends it then waits until it runs. */
  launching: Promise<void> | null;
  /** Ends its turn to start, see StartTurns; null: it has none. */
  endStartTurn: (() => void) | null;
  /** Set while this daemon finishes what one that was killed had begun. */
  finishing: Promise<void> | null;
  /** Set while its processes are being ended. */
  ending: Promise<void> | null;
  /** From when on its end is to be brought about once more, on the clock of performance.now(), as it could not be; null: it could. */
  endAgainFrom: number | null;
  /** Set while it is being stopped and started again. */
  restarting: Promise<Instance> | null;
  /** Set while it is asked whether it answers. */
  probing: AbortController | null;
  reservedPort: number | null;
  /** Its process is stopped by a signal, as it was when it was looked at last. */
  suspended: boolean;
  /** Set while a look at the length of the log is due. */
  logTimer: NodeJS.Timeout | null;
  /** Ends the watch for changes by other programs; null: it was not looked at yet, as it is at rest. */
  unwatch: (() => void) | null;
  /** Its job as the queue showed it last; null: not yet, or not any more. */
  job: Job | null;
  /** Why nobody can say now how its job is, in a sentence; null where it can be said. */
  lost: string | null;
  /** Its job belongs to the scheduler of another machine. */
  elsewhere: boolean;
  /** Its job goes on, but its app noted its end. */
  appEnded: boolean;
  /** Since when the queue does not show its job, on the clock of performance.now(). */
  missingSince: number | null;
  /** How its job ended, as the accounting said; null: not asked, or not known there. */
  accounted: Job | null;
  /** When the accounting was asked for its job, and its job cancelled, on the same clock. */
  accountingAskedAt: number;
  cancelledAt: number;
}

/** What is known of a job before anything was asked. */
export const nothingAsked = {
  job: null,
  lost: null,
  elsewhere: false,
  appEnded: false,
  missingSince: null,
  accounted: null,
  accountingAskedAt: Number.NEGATIVE_INFINITY,
  cancelledAt: Number.NEGATIVE_INFINITY,
} as const satisfies Partial<InstanceEntry>;

/** True while its job may wait or run, also where nobody can say so now. */
export function isUnderWay({ record }: InstanceEntry): boolean {
  return record.job != null && record.ended_at === null;
}
