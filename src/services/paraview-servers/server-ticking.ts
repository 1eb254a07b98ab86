import { isOutdated } from '../retention.ts';
import type { FoundServers } from './found-servers.ts';
import type { ServerEntry } from './server-book.ts';
import type { ServersContext } from './server-context.ts';
import { isLeft } from './server-work.ts';

/** What time leads to. */
export interface TickActions {
  /** Looks for directories of other daemons. */
  rescan(): Promise<void>;
  attend(entry: ServerEntry): Promise<void>;
  remove(entry: ServerEntry): Promise<void>;
  found: FoundServers;
  /** Whether somebody looks. */
  isWatched(): boolean;
}

const defaultTickMs = 2000;
/** Servers that ended change only by another daemon's hand, or by what the accounting learns. */
const endedEveryTicks = 5;
/** Servers that run by hand are looked for at this pace while nobody looks: a call of the REST API comes without warning. */
const unwatchedEveryTicks = 5;
/** So long after a start the queue is asked often. */
const freshMs = 60_000;

/** Looks at all servers at a slow pace. Returns how to end it, which resolves when what was begun is over. */
export function startTicking(context: ServersContext, actions: TickActions): () => Promise<void> {
  const { tickMs = defaultTickMs, queue, log } = context;
  let count = 0;
  let lookAway: (() => void) | null = null;

  /** What is about to change is worth asking the scheduler often, even where nobody looks. */
  const adjustPace = () => {
    const isWorthIt = [...context.book.entries.values()].some(isAboutToChange);
    if (isWorthIt) lookAway ??= queue.watch();
    else {
      lookAway?.();
      lookAway = null;
    }
  };
  const tick = async () => {
    count += 1;
    await actions.rescan();
    if (context.closed) return;
    if (actions.isWatched() || count % unwatchedEveryTicks === 0) await actions.found.look();
    for (const entry of [...context.book.entries.values()]) {
      if (context.closed) return;
      const isOver = entry.record.ended_at !== null;
      const isOld = isOver && isOutdated(entry.record.ended_at, context.site.instances.keepStoppedMs);
      const isLeftRemoval = entry.record.removal_requested_at != null && isLeft(context, entry.record);
      if ((isOld && !entry.isNewer) || isLeftRemoval) await actions.remove(entry);
      else if (!isOver || count % endedEveryTicks === 0) await actions.attend(entry);
    }
    adjustPace();
  };
  const loop = () => {
    timer = setTimeout(() => {
      ticking = tick().catch((error: unknown) =>
        log.error({ err: error }, 'the ParaView servers cannot be attended to'),
      );
      void ticking.then(() => context.closed || loop());
    }, tickMs).unref();
  };
  let timer: NodeJS.Timeout | undefined;
  let ticking = Promise.resolve();
  loop();

  return () => {
    clearTimeout(timer);
    lookAway?.();
    lookAway = null;
    return ticking;
  };
}

function isAboutToChange({ record, server }: ServerEntry): boolean {
  if (record.kind !== 'job' || record.ended_at !== null) return false;
  if (server.state === 'starting' || record.stop_requested_at !== null) return true;
  return Date.now() - Date.parse(record.created_at) < freshMs;
}
