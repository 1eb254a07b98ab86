import type { AssetsLog } from './assets-log.ts';

export interface BackgroundWorkOptions {
  /** Work begins when `postpone` was not called for this long, or at the latest after 15 times as long. */
  idleMs: number;
  /** Of what waits; more is refused. */
  maximumBytes: number;
  log: AssetsLog;
}

interface Job {
  key: string;
  bytes: number;
  work: (signal: AbortSignal) => Promise<void>;
}

const maximumRemembered = 1000;

/** Does one piece of work after the other while nobody waits for something else. */
export function createBackgroundWork({ idleMs, maximumBytes, log }: BackgroundWorkOptions) {
  const waiting = new Map<string, Job>();
  const failed = new Set<string>();
  const ending = new AbortController();
  let bytes = 0;
  let postponedAt = 0;
  let running: Promise<void> | null = null;

  const next = (): Job | undefined => waiting.values().next().value;

  const run = async () => {
    for (let job = next(); job !== undefined && !ending.signal.aborted; job = next()) {
      await idle();
      if (ending.signal.aborted) return;
      await job.work(ending.signal).catch((error: unknown) => {
        if (failed.size < maximumRemembered) failed.add(job.key);
        if (!ending.signal.aborted) log.warn({ reason: String(error) }, 'An asset keeps its quick compression');
      });
      waiting.delete(job.key);
      bytes -= job.bytes;
    }
  };

  const idle = async () => {
    const latest = performance.now() + idleMs * 15;
    for (let left = idleMs; left > 0 && !ending.signal.aborted; ) {
      await pause(left, ending.signal);
      left = Math.min(postponedAt + idleMs, latest) - performance.now();
    }
  };

  return {
    postpone(): void {
      postponedAt = performance.now();
    },
    /** Each key waits once; what failed is not tried again. */
    add(key: string, size: number, work: Job['work']): void {
      if (ending.signal.aborted || waiting.has(key) || failed.has(key) || bytes + size > maximumBytes) return;
      waiting.set(key, { key, bytes: size, work });
      bytes += size;
      running ??= run().finally(() => {
        running = null;
      });
    },
    /** Resolves when nothing waits or runs. */
    async settled(): Promise<void> {
      while (running !== null) await running;
    },
    async close(): Promise<void> {
      ending.abort();
      waiting.clear();
      await running;
    },
  };
}

/** Keeps no process alive; ends at once with the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    resolve();
  };
  const timer = setTimeout(end, ms).unref();
  signal.addEventListener('abort', end);
  return promise;
}
