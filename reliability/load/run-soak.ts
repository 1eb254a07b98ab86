import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readProc } from '../../bench/proxy/proc-files.ts';
import { processTree } from '../../bench/proxy/process-figures.ts';
import { createRandom, pick } from '../random.ts';
import type { DaemonFigures } from './daemon-figures.ts';
import { type MeasuredDaemon, withMeasuredDaemon } from './measured-daemon.ts';
import { type ProcessorShares, watchProcessors } from './processor-shares.ts';
import { SoakUser } from './soak-user.ts';

export interface SoakOptions {
  main: string;
  /** An empty directory; a home of its own for the daemon. */
  home: string;
  seed: number;
  minutes: number;
  sampleEveryMs: number;
  /** Rejects when the run has to end before its time. */
  ending: Promise<never>;
  say: (text: string) => void;
}

export interface SoakSample {
  atMs: number;
  rssBytes: number;
  heapBytes: number;
}

/** What a daemon holds, inside and outside. */
export interface Holdings extends DaemonFigures {
  /** Processes that it started and that are not instances. */
  children: number;
  sessionDirectories: number;
  /** Files and directories whose changes the kernel tells it. */
  watches: number;
}

export interface SoakResult {
  minutes: number;
  samples: SoakSample[];
  requests: number;
  /** How often what was done: {"launch": 80}. */
  done: Record<string, number>;
  /** What did not go as it should. */
  failures: string[];
  /** With no instance and no client, garbage collected. */
  before: Holdings;
  after: Holdings;
  processors: ProcessorShares;
  /** Errors in the daemon's log. */
  logged: string[];
}

const actionEveryMs = 600;
/** So many things are done at the same time. */
const maximumUnderWay = 6;
const sayEveryMs = 60_000;

/** Uses a daemon for so many minutes. */
export function runSoak(options: SoakOptions): Promise<SoakResult> {
  return withMeasuredDaemon(options, (daemon) => {
    const user = new SoakUser(daemon, options.home, createRandom(options.seed));
    return Promise.race([soak(daemon, user, options), options.ending]);
  });
}

async function soak(daemon: MeasuredDaemon, user: SoakUser, options: SoakOptions): Promise<SoakResult> {
  const { home, minutes, say } = options;
  // Everything once: what is made at first use and kept is no growth.
  for (const action of user.actions) await user.perform(action);
  await user.removeAll();
  const before = await holdings(daemon, home, null);
  say(`before: ${describe(before)}`);
  const shares = watchProcessors({ daemon: [daemon.pid], 'its clients': [process.pid] });
  const random = createRandom(options.seed + 1);
  const samples: SoakSample[] = [];
  const startedMs = performance.now();
  const elapsed = () => performance.now() - startedMs;
  const sampling = sampleUntil(() => elapsed() >= minutes * 60_000, daemon, elapsed, options, samples);
  const underWay = new Set<Promise<void>>();
  while (elapsed() < minutes * 60_000) {
    if (underWay.size < maximumUnderWay) {
      const action = user.perform(pick(random, user.actions));
      underWay.add(action);
      void action.finally(() => underWay.delete(action));
    }
    await delay(actionEveryMs * (0.5 + random()));
  }
  await sampling;
  await Promise.all(underWay);
  const processors = shares();
  await user.removeAll();
  const after = await holdings(daemon, home, before);
  const logged = daemon
    .log()
    .split('\n')
    .filter((line) => /"level":(?:50|60)/.test(line));
  return { minutes, samples, ...user.report(), before, after, processors, logged };
}

async function sampleUntil(
  isOver: () => boolean,
  daemon: MeasuredDaemon,
  elapsed: () => number,
  { sampleEveryMs, say }: SoakOptions,
  samples: SoakSample[],
): Promise<void> {
  let saidAt = 0;
  while (!isOver()) {
    const { rssBytes, heapBytes } = await daemon.probe();
    const atMs = elapsed();
    samples.push({ atMs, rssBytes, heapBytes });
    if (atMs - saidAt >= sayEveryMs) {
      saidAt = atMs;
      say(`${Math.round(atMs / 60_000)} min: ${megabytes(rssBytes)} resident, ${megabytes(heapBytes)} heap`);
    }
    await delay(sampleEveryMs);
  }
}

/** Once nothing is closing any more: when there is no more than at the beginning, or after 30 s. */
async function holdings(daemon: MeasuredDaemon, home: string, before: Holdings | null): Promise<Holdings> {
  await delay(before === null ? 6000 : 0);
  let now = await hold(daemon, home);
  for (const deadline = Date.now() + 30_000; Date.now() < deadline && !isBack(now, before); await delay(500))
    now = await hold(daemon, home);
  return now;
}

async function hold(daemon: MeasuredDaemon, home: string): Promise<Holdings> {
  const sessions = join(home, '.local', 'state', 'trame-manager', 'sessions');
  return {
    ...(await daemon.probe(true)),
    children: processTree(daemon.pid).length - 1,
    sessionDirectories: existsSync(sessions) ? readdirSync(sessions).length : 0,
    watches: countWatches(daemon.pid),
  };
}

/** /proc/<pid>/fdinfo has a line for each watch of an inotify descriptor: "inotify wd:3 ino:9e7e sdev:800013 …". */
function countWatches(pid: number): number {
  const directory = `/proc/${pid}/fdinfo`;
  const lines = readdirSync(directory).flatMap((name) => readProc(`${pid}/fdinfo/${name}`).split('\n'));
  return lines.filter((line) => line.startsWith('inotify ')).length;
}

function isBack(now: Holdings, before: Holdings | null): boolean {
  return before === null || leftovers(before, now).length === 0;
}

/** What there is more of than before, in sentences; memory is judged by its course. */
export function leftovers(before: Holdings, after: Holdings): string[] {
  const counts = (held: Holdings): Record<string, number> => ({
    descriptors: held.descriptors,
    children: held.children,
    'session directories': held.sessionDirectories,
    watches: held.watches,
    ...Object.fromEntries(Object.entries(held.resources).map(([kind, count]) => [`active ${kind}`, count])),
  });
  const [old, now] = [counts(before), counts(after)];
  return Object.entries(now)
    .filter(([what, count]) => count > (old[what] ?? 0))
    .map(([what, count]) => `${what}: ${count} at the end, ${old[what] ?? 0} at the beginning`);
}

export function describe(held: Holdings): string {
  const { rssBytes, heapBytes, descriptors, watches, children, sessionDirectories, resources } = held;
  const active = Object.entries(resources).map(([kind, count]) => `${count} ${kind}`);
  return `${megabytes(rssBytes)} resident, ${megabytes(heapBytes)} heap, ${descriptors} descriptors, ${watches} watches, ${children} children, ${sessionDirectories} session directories; active: ${active.join(', ')}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
