import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Instance, isLive } from '../domain/instance.ts';
import { adopt, isAtRest } from './instance-adoption.ts';
import { InstanceBook } from './instance-book.ts';
import type { InstanceContext, InstancesOptions } from './instance-context.ts';
import { refuseElsewhere, requestEnd } from './instance-end-request.ts';
import { type InstanceEntry, isUnderWay } from './instance-entry.ts';
import { orGone, untilInOwnHands } from './instance-hands.ts';
import { findLaunch, launch, testLaunch } from './instance-launch.ts';
import { type InstanceParts, takeUp } from './instance-parts.ts';
import { remove } from './instance-removal.ts';
import { checkName } from './instance-request.ts';
import { restart } from './instance-restart.ts';
import { InstanceSlots } from './instance-slots.ts';
import { InstanceSupervisor } from './instance-supervisor.ts';
import { startTicking } from './instance-ticking.ts';
import { finishWork } from './instance-unfinished.ts';
import { countRequest, countViewer } from './instance-watch.ts';
import type { Instances, LaunchRequest, TakesOver } from './ports.ts';
import { StartTurns } from './start-turns.ts';

/**
 * All instances of this user on this machine, once those that other daemons started before are taken over. A state directory
 * that cannot be written keeps nobody from looking; launching then tells why not.
 */
export function createInstances(options: InstancesOptions): Instances & TakesOver {
  const queue = options.jobs?.queue ?? null;
  const book = new InstanceBook(options.host, options.log, {
    schedulerTitle: queue?.title ?? 'the scheduler',
    warnBeforeEndMs: options.site.paraview.warnBeforeEndMs,
  });
  const startTurns = options.startTurns ?? new StartTurns(Math.max(2, availableParallelism()));
  const context: InstanceContext = { ...options, book, startTurns, closed: false };
  const parts: InstanceParts = {
    context,
    slots: new InstanceSlots(context),
    supervisor: new InstanceSupervisor(context, (entry) => finishWork(parts, entry)),
    rescan: () => rescan(),
  };
  const { sessions } = options.host;

  /** Two looks at once wait for the same: what a look found is in the book once it is over. */
  const takenUp = new Map<string, Promise<void>>();
  const take = async (id: string) => {
    const entry = await adopt(context, id);
    // Months of use leave many that ended: their logs and what else may have changed can wait for the next look.
    if (entry && isAtRest(entry.record)) book.show(entry);
    else if (entry) await takeUp(parts, entry);
  };
  const rescan = async () => {
    const ids = await sessions.list();
    for (const id of ids) {
      if (book.entries.has(id) || takenUp.has(id) || parts.slots.isGranted(id)) continue;
      takenUp.set(
        id,
        take(id).finally(() => takenUp.delete(id)),
      );
    }
    await Promise.all(takenUp.values());
  };
  let stopTicking = () => {};
  const checkJobs = () => {
    for (const entry of book.entries.values()) if (isUnderWay(entry)) void parts.supervisor.check(entry);
  };

  /** What a daemon that was killed had begun comes first: a later command would be undone by it. */
  const finished = async (id: string) => {
    const entry = book.need(id);
    await entry.finishing;
    return entry;
  };

  return Object.assign(book.events, {
    async takeOver() {
      await rescan();
      if (context.closed) return;
      stopTicking = startTicking(context, {
        rescan,
        check: (entry) => (entry.unwatch === null ? takeUp(parts, entry) : parts.supervisor.check(entry)),
        stop: (entry, reason) => stop(parts, entry, reason),
        remove: (entry) => remove(parts, entry),
      });
      queue?.on('change', checkJobs);
    },
    // One that was just found is shown once it was looked at.
    list: () => [...book.entries.values()].map((entry) => entry.instance).filter(({ id }) => id !== undefined),
    get: (id: string) => book.need(id).instance,
    record: (id: string) => book.need(id).record,
    findByNumber: (host: string | null, number: number) => book.findByNumber(host, number),
    launch: (request: LaunchRequest) => launch(parts, request),
    testLaunch: (request: LaunchRequest) => testLaunch(parts, request),
    findLaunch: (key: string) => findLaunch(parts, key),
    rename: (id: string, name: string) => rename(parts, book.need(id), name),
    stop: async (id: string, reason?: string) => stop(parts, await finished(id), reason ?? 'Stopped by you'),
    restart: async (id: string) => restart(parts, await finished(id)),
    remove: async (id: string) => remove(parts, await finished(id)),
    logFile: (id: string) => join(sessions.directory(book.need(id).record.id), 'log'),
    sessionDirectory: (id: string) => sessions.directory(book.need(id).record.id),
    readSecret: async (id: string) => sessions.readText(book.need(id).record.id, 'auth.key'),
    viewerOpened: (id: string) => countViewer(context, book.need(id)),
    requestBegan: (id: string) => countRequest(context, book.entries.get(id)),
    async close() {
      context.closed = true;
      stopTicking();
      queue?.off('change', checkJobs);
      for (const entry of book.entries.values()) {
        entry.unwatch?.();
        entry.probing?.abort();
      }
      await Promise.allSettled([...book.entries.values()].map((entry) => entry.writes));
    },
  });
}

async function rename({ context }: InstanceParts, entry: InstanceEntry, name: string): Promise<Instance> {
  await orGone(context, entry, context.book.saveOrThrow(entry, { name: checkName(name) }));
  return context.book.show(entry);
}

async function stop({ context, supervisor }: InstanceParts, entry: InstanceEntry, reason: string): Promise<Instance> {
  refuseElsewhere(entry);
  await entry.restarting?.catch(() => undefined);
  // What another daemon starts anew ends when it runs.
  if (entry.record.restart_requested_at != null) await untilInOwnHands(context, entry);
  if (!isLive(entry.instance.state) && !isUnderWay(entry)) return entry.instance;
  // One that is just being started is ended when it runs.
  if ((await requestEnd(context, entry, reason)) && entry.launching === null) void supervisor.end(entry);
  return context.book.show(entry);
}
