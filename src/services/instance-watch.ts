import { join } from 'node:path';
import { type InstanceRecord, isLive } from '../domain/instance.ts';
import { idleSince, sayDuration } from '../domain/instance-state.ts';
import type { InstanceContext } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';

/** After a daemon's start viewers have at least this long to come back before an idle instance is stopped. */
const returnGraceMs = 600_000;
/** How often "someone watches" is noted for other daemons. */
const noteEveryMs = 30_000;
/** Clock ticks per second of /proc/<pid>/stat: fixed for user space on all Linux machines of today. */
const ticksPerSecond = 100;

/** Counts a viewer; the returned function, called once, ends that. */
export function countViewer(context: InstanceContext, entry: InstanceEntry): () => void {
  entry.viewers += 1;
  noteWatched(context, entry);
  context.book.show(entry);
  let open = true;
  return () => {
    if (!open) return;
    open = false;
    entry.viewers -= 1;
    noteWatched(context, entry);
    context.book.show(entry);
  };
}

/**
 * Counts a request of a browser: not all web services have websockets, and one that is used by requests alone is watched. The
 * returned function, called once, ends that. Nothing is counted of an instance that is gone.
 */
export function countRequest(context: InstanceContext, entry: InstanceEntry | undefined): () => void {
  if (entry === undefined) return () => undefined;
  entry.requests += 1;
  noteUse(context, entry);
  return () => {
    entry.requests -= 1;
    noteUse(context, entry);
  };
}

/** Why an instance has to end because nobody watches; null while it may go on. Other daemons' viewers count, too. */
export async function idleReason(context: InstanceContext, entry: InstanceEntry): Promise<string | null> {
  const { record } = entry;
  const now = performance.now();
  const watching = entry.viewers + entry.requests;
  if (watching > 0 && quietForMs(entry, now) > noteEveryMs) noteWatched(context, entry);
  const elsewhere = await context.host.sessions.lastWatchedAt(record.id);
  if (elsewhere !== null && elsewhere !== entry.watchedAt) {
    // Whatever time it bears: it changed since the last look, so somebody watches.
    entry.watchedAt = elsewhere;
    if (entry.quietSince !== null) entry.quietSince = now;
  }
  const since = idleSince(record, watching, entry.watchedAt);
  const limitMs = record.idle_timeout_seconds * 1000;
  if (since === null || limitMs === 0 || record.stop_requested_at !== null) return null;
  entry.quietSince ??= now - quietBeforeMs(context, record, since);
  if (now - entry.quietSince < limitMs || now - entry.seenSince < Math.min(limitMs, returnGraceMs)) return null;
  return `Nobody watched for ${sayDuration(limitMs)}`;
}

/** For how long nobody had watched when this daemon first looked: never longer than it runs, whatever the clock says. */
function quietBeforeMs({ host }: InstanceContext, { process, job }: InstanceRecord, since: string): number {
  const byClock = Math.max(0, Date.now() - Date.parse(since));
  return job == null ? Math.min(byClock, host.runsForMs(process) ?? 0) : byClock;
}

/** Measures processor and memory; small changes are not shown, so that viewers get few events. */
export function measureUsage(context: InstanceContext, entry: InstanceEntry): void {
  const { process: root } = entry.record;
  const measured = root && isLive(entry.instance.state) ? context.host.measureTree(root) : null;
  if (measured === null) {
    entry.usage = null;
    entry.lastMeasure = null;
    return;
  }
  const atMs = performance.now();
  const before = entry.lastMeasure;
  entry.lastMeasure = { cpuTicks: measured.cpuTicks, atMs };
  // A child that ended takes its time along: no negative figures.
  const ticks = before === null ? 0 : Math.max(0, measured.cpuTicks - before.cpuTicks);
  const seconds = before === null ? 1 : (atMs - before.atMs) / 1000;
  const cpuPercent = Math.round(((ticks / ticksPerSecond) * 1000) / Math.max(seconds, 0.1)) / 10;
  const next = { cpu_percent: cpuPercent, memory_bytes: measured.memoryBytes };
  if (entry.usage === null || isNoticeable(entry.usage, next)) entry.usage = next;
}

/** Cuts the log where it grew too long, a moment after it grew: a flood does not fill the disk between two looks. */
export function capLogSoon(context: InstanceContext, entry: InstanceEntry): void {
  entry.logTimer ??= setTimeout(() => {
    entry.logTimer = null;
    if (context.closed) return;
    const cut = entry.record.job == null ? capLog(context, entry) : Promise.resolve();
    void cut.then(() => readStartingTail(context, entry));
  }, capDelayMs).unref();
}
const capDelayMs = 200;

/** Cuts the log where it grew too long. */
export async function capLog(context: InstanceContext, entry: InstanceEntry): Promise<void> {
  const file = join(context.host.sessions.directory(entry.record.id), 'log');
  await context.host.shortenLog(file, context.site.instances.maximumLogBytes).catch((error: unknown) => {
    context.log.warn({ err: error, instance: entry.record.id }, 'a log cannot be shortened');
  });
}

/** The page that stands in for an instance while it starts shows the end of its log. */
export async function readStartingTail(context: InstanceContext, entry: InstanceEntry): Promise<void> {
  if (entry.instance.state === 'starting' && !context.closed) await readTail(context, entry);
}

/** Reads the last lines of the log anew. */
export async function readTail(context: InstanceContext, entry: InstanceEntry): Promise<void> {
  const { host } = context;
  const text = await host.readLogTail(join(host.sessions.directory(entry.record.id), 'log'), shownLogLines);
  entry.logTail = text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
/** So many lines of the log are shown with a start or a failure. */
const shownLogLines = 20;

type Usage = NonNullable<InstanceEntry['usage']>;

function isNoticeable(shown: Usage, next: Usage): boolean {
  const cpuMoved = Math.abs(next.cpu_percent - shown.cpu_percent);
  const memoryMoved = Math.abs(next.memory_bytes - shown.memory_bytes);
  return (
    cpuMoved >= Math.max(2, shown.cpu_percent * 0.1) ||
    (next.cpu_percent === 0 && cpuMoved > 0) ||
    memoryMoved >= Math.max(4 * 1024 * 1024, shown.memory_bytes * 0.05)
  );
}

/** Requests may be many: not each of them is noted. */
function noteUse(context: InstanceContext, entry: InstanceEntry): void {
  const often = Math.min(noteEveryMs, entry.record.idle_timeout_seconds * 100);
  if (quietForMs(entry, performance.now()) <= often) return;
  noteWatched(context, entry);
  context.book.show(entry);
}

function quietForMs({ quietSince }: InstanceEntry, now: number): number {
  return now - (quietSince ?? Number.NEGATIVE_INFINITY);
}

function noteWatched(context: InstanceContext, entry: InstanceEntry): void {
  entry.watchedAt = Date.now();
  entry.quietSince = performance.now();
  void context.host.sessions.touchWatched(entry.record.id);
}
