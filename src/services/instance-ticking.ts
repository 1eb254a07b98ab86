import { isLive } from '../domain/instance.ts';
import { createComplaints } from './complaints.ts';
import type { InstanceContext } from './instance-context.ts';
import { type InstanceEntry, isUnderWay } from './instance-entry.ts';
import { capLog, idleReason, measureUsage, readStartingTail } from './instance-watch.ts';
import { isOutdated } from './retention.ts';

/** What time leads to. */
export interface TickActions {
  /** Looks for session directories of other daemons. */
  rescan: () => Promise<void>;
  check: (entry: InstanceEntry) => Promise<void>;
  stop: (entry: InstanceEntry, reason: string) => Promise<unknown>;
  remove: (entry: InstanceEntry) => Promise<void>;
}

const defaultTickMs = 2000;
/** Instances that ended change only by another daemon's hand, which a file event tells in most cases. */
const endedEveryTicks = 5;
/** File events come in bursts. */
const rescanDelayMs = 20;

/** Looks at all instances at a slow pace, and for new ones at once where file events tell. Returns how to end it. */
export function startTicking(context: InstanceContext, actions: TickActions): () => void {
  const { tickMs = defaultTickMs } = context;
  let count = 0;
  let hinted: NodeJS.Timeout | null = null;
  const complain = createComplaints(context.log);

  const rescan = () =>
    actions.rescan().catch((error: unknown) => complain(error, {}, 'session directories cannot be looked for'));
  const tick = async () => {
    count += 1;
    await rescan();
    for (const entry of [...context.book.entries.values()]) {
      if (context.closed) return;
      await attend(context, actions, entry, count % endedEveryTicks === 0).catch((error: unknown) =>
        complain(error, { instance: entry.record.id }, 'an instance cannot be attended to'),
      );
    }
  };
  const loop = () => {
    timer = setTimeout(() => void tick().then(() => context.closed || loop()), tickMs).unref();
  };
  let timer: NodeJS.Timeout | undefined;
  loop();
  const unwatch = context.host.sessions.watchSessions(() => {
    hinted ??= setTimeout(() => {
      hinted = null;
      void rescan();
    }, rescanDelayMs).unref();
  });

  return () => {
    clearTimeout(timer);
    if (hinted) clearTimeout(hinted);
    unwatch();
  };
}

async function attend(
  context: InstanceContext,
  actions: TickActions,
  entry: InstanceEntry,
  endedToo: boolean,
): Promise<void> {
  const live = isLive(entry.instance.state);
  const isDue = live || isUnderWay(entry) || endedToo || entry.unsaved !== null || entry.unwatch === null;
  if (isDue) await actions.check(entry);
  if (live) {
    // Another node appends to the log of a job: cutting it from here could tear it.
    if (!isUnderWay(entry)) await capLog(context, entry);
    await readStartingTail(context, entry);
    measureUsage(context, entry);
    const reason = await idleReason(context, entry);
    if (reason !== null) await actions.stop(entry, reason);
    context.book.show(entry);
  } else if (isUnderWay(entry)) context.book.show(entry);
  else if (!entry.isNewer && isKeptLongEnough(context, entry)) await actions.remove(entry);
}

/** What ended on another machine is for the daemons there to remove; where none comes for long, others do it. */
function isKeptLongEnough({ site, host }: InstanceContext, { record }: InstanceEntry): boolean {
  if (record.ended_at === null) return false;
  const marginMs = record.host === host.identity.host ? 0 : foreignMarginMs;
  return isOutdated(new Date(Date.parse(record.ended_at) + marginMs).toISOString(), site.instances.keepStoppedMs);
}
const foreignMarginMs = 30 * 86_400_000;
