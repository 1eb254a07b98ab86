/**
 * Loaded into a daemon by `--import`: tells its parent, who asks over IPC, what it holds. It costs the daemon a timer of 10 ms, and
 * keeps it alive no longer than it would live by itself.
 */
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DaemonFigures } from './daemon-figures.ts';

/** What a parent sends; `collect`: garbage is collected first. */
export interface ProbeRequest {
  probe: number;
  collect: boolean;
}

const resolutionMs = 10;

function install(): void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  process.on('message', ({ probe, collect }: ProbeRequest) => {
    if (collect) collectGarbage();
    // The histogram counts the timer's own period.
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    const loopDelayMs = { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) };
    delay.reset();
    process.send?.({ probe, figures: { ...held(), loopDelayMs } });
  });
  process.channel?.unref();
}

function held(): Omit<DaemonFigures, 'loopDelayMs'> {
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    rssBytes: rss,
    heapBytes: heapUsed,
    reservedHeapBytes: heapTotal,
    externalBytes: external,
    bufferBytes: arrayBuffers,
    // The directory itself is one of them while it is read.
    descriptors: readdirSync('/proc/self/fd').length - 1,
    resources,
  };
}

if (process.send !== undefined) install();
