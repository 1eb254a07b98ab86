import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiOrder, ApiReport } from './api-calls.ts';
import type { BareOrder } from './bare-server.ts';
import type { DaemonFigures } from './daemon-figures.ts';
import { makeEndedRecords } from './ended-records.ts';
import { startHelper } from './helper-process.ts';
import { type ListedInstance, type MeasuredDaemon, withMeasuredDaemon } from './measured-daemon.ts';
import { type ProcessorShares, watchProcessors } from './processor-shares.ts';
import { launchTogether, openInstance, untilAll } from './running-instances.ts';
import type { TrafficOrder, TrafficReport } from './traffic-clients.ts';

/** How much of everything. */
export interface LoadScale {
  /** Instances that ended, as found by the daemon when it starts. */
  ended: number;
  /** Instances that run all the time and carry the websockets. */
  running: number;
  /** Launched at once, again and again, and stopped at once. */
  atOnce: number;
  rounds: number;
  websockets: number;
  watchers: number;
  messageEveryMs: number;
  pageEveryMs: number;
  /** Five in six to the daemon, the others to a bare server. */
  callsPerSecond: number;
  /** Quiet time before a launch and before a stop. */
  pauseMs: number;
}

/** What the issue of the load promises, on one machine. */
export const fullScale: LoadScale = {
  ended: 180,
  running: 20,
  atOnce: 20,
  rounds: 3,
  websockets: 500,
  watchers: 50,
  messageEveryMs: 1000,
  pageEveryMs: 1000,
  callsPerSecond: 60,
  pauseMs: 6000,
};

export interface LoadOptions {
  main: string;
  /** An empty directory; a home of its own for the daemon. */
  home: string;
  scale: LoadScale;
  seed: number;
  nodeArguments?: string[];
  /** Rejects when the run has to end before its time. */
  ending?: Promise<never>;
  say: (text: string) => void;
}

export interface LoadResult {
  api: ApiReport;
  traffic: TrafficReport;
  /** While instances were being launched or stopped, in ms since the calls began. */
  busy: { fromMs: number; toMs: number }[];
  tookMs: number;
  /** What the daemon lists at the end, before anything is taken down: states by id. */
  listed: Record<string, string>;
  before: DaemonFigures;
  peakRssBytes: number;
  during: DaemonFigures;
  /** Once all clients are gone and all instances that were launched are removed. */
  after: DaemonFigures;
  processors: ProcessorShares;
  /** Errors in the daemon's log. */
  logged: string[];
}

/** One run: a daemon with its clients beside it, and what came of it. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { main, home, scale, seed, say } = options;
  say(`${scale.ended} instances that ended are made …`);
  await makeEndedRecords({ main, home, count: scale.ended, seed });
  return withMeasuredDaemon(options, async (daemon) => {
    const measured = measure(daemon, options);
    return options.ending === undefined ? measured : Promise.race([measured, options.ending]);
  });
}

async function measure(daemon: MeasuredDaemon, { home, scale, seed, say }: LoadOptions): Promise<LoadResult> {
  await delay(Math.min(scale.pauseMs, 3000));
  const before = await daemon.probe();
  say(
    `${scale.running} instances are launched, ${scale.websockets} websockets and ${scale.watchers} watchers opened …`,
  );
  const carriers = await launchTogether(daemon, scale.running);
  const opened = [];
  for (const id of carriers) opened.push(await openInstance(daemon, id));
  const { port, headers } = daemon;
  const { websockets, watchers, messageEveryMs, pageEveryMs } = scale;
  const traffic = startHelper('traffic-clients.ts', {
    ...{ port, headers, instances: opened, websockets, watchers, messageEveryMs, pageEveryMs, seed },
  } satisfies TrafficOrder);
  await traffic.next();
  await daemon.probe();
  const bareDirectory = join(home, 'bare');
  mkdirSync(bareDirectory);
  const bare = startHelper('bare-server.ts', { directory: bareDirectory } satisfies BareOrder);
  const { port: barePort } = await bare.next<{ port: number }>();
  const calls = startHelper('api-calls.ts', {
    ...{ port, barePort, headers, ids: carriers, perSecond: scale.callsPerSecond, seed },
  } satisfies ApiOrder);
  const startedMs = performance.now();
  const shares = watchProcessors({ daemon: [daemon.pid], traffic: [traffic.pid], calls: [calls.pid] });
  const busy: LoadResult['busy'] = [];
  for (let round = 1; round <= scale.rounds; round += 1) {
    await delay(scale.pauseMs);
    await launchAndStop(daemon, { scale, say, during: (work) => timed(startedMs, busy, work) });
  }
  await delay(scale.pauseMs);
  const during = await daemon.probe();
  const [processors, tookMs] = [shares(), performance.now() - startedMs];
  const reports = { api: await ended<ApiReport>(calls), traffic: await ended<TrafficReport>(traffic) };
  bare.kill();
  const { instances } = await daemon.call<{ instances: ListedInstance[] }>('GET', 'instances');
  const listed = Object.fromEntries(instances.map(({ id, state }) => [id, state]));
  const peakRssBytes = peakBytes(daemon.pid);
  for (const id of carriers) await daemon.call('DELETE', `instances/${id}`);
  const after = await settled(daemon, before);
  const logged = daemon
    .log()
    .split('\n')
    .filter((line) => /"level":(?:50|60)/.test(line));
  return { ...reports, busy, tookMs, listed, before, peakRssBytes, during, after, processors, logged };
}

async function launchAndStop(
  daemon: MeasuredDaemon,
  options: Pick<LoadOptions, 'scale' | 'say'> & { during: <T>(work: () => Promise<T>) => Promise<T> },
): Promise<void> {
  const { scale, say, during } = options;
  const launched = performance.now();
  const ids = await during(() => launchTogether(daemon, scale.atOnce));
  say(`${ids.length} launched at once: ready after ${Math.round(performance.now() - launched)} ms`);
  await delay(scale.pauseMs);
  const stopped = performance.now();
  await during(async () => {
    await Promise.all(ids.map((id) => daemon.call('POST', `instances/${id}/stop`)));
    await untilAll(daemon, ids, 'stopped');
  });
  say(`${ids.length} stopped at once: over after ${Math.round(performance.now() - stopped)} ms`);
  await Promise.all(ids.map((id) => daemon.call('DELETE', `instances/${id}`)));
}

async function timed<T>(startedMs: number, spans: LoadResult['busy'], work: () => Promise<T>): Promise<T> {
  const fromMs = performance.now() - startedMs;
  const result = await work();
  spans.push({ fromMs, toMs: performance.now() - startedMs });
  return result;
}

/** The most that was resident since the process began, as the kernel noted it. */
function peakBytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
}

/** Closed connections and watches are gone a moment after their clients: until there are no more than before, or 15 s are over. */
async function settled(daemon: MeasuredDaemon, before: DaemonFigures): Promise<DaemonFigures> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await delay(250)) {
    const now = await daemon.probe();
    if (now.descriptors <= before.descriptors) return now;
  }
  return daemon.probe();
}

async function ended<Report>(helper: ReturnType<typeof startHelper>): Promise<Report> {
  const report = helper.next<Report>();
  helper.send('stop');
  return report;
}
