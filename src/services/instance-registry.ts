import { join } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import { type Instance, isLive } from '../domain/instance.ts';
import { adopt } from './instance-adoption.ts';
import { InstanceBook } from './instance-book.ts';
import { type InstanceContext, type InstancesOptions, isoNow } from './instance-context.ts';
import { notOver, refuseElsewhere, requestEnd } from './instance-end-request.ts';
import { type InstanceEntry, isUnderWay } from './instance-entry.ts';
import { cancelJob, isOver } from './instance-job-end.ts';
import { checkJobValues } from './instance-job-launcher.ts';
import { freshRun, newInstanceId, newRecord, runFiles, startRun } from './instance-launcher.ts';
import { checkName, chooseDataDirectory, chooseWorkingDirectory, keepDataDirectory } from './instance-request.ts';
import type { Run } from './instance-run.ts';
import { InstanceSlots } from './instance-slots.ts';
import { InstanceSupervisor } from './instance-supervisor.ts';
import { startTicking } from './instance-ticking.ts';
import { capLogSoon, countViewer } from './instance-watch.ts';
import type { Instances, LaunchRequest } from './ports.ts';

/**
 * All instances of this user on this machine. Takes over those that other daemons started before, and resolves when each
 * was looked at. A state directory that cannot be written keeps nobody from looking; launching then tells why not.
 */
export async function createInstances(options: InstancesOptions): Promise<Instances> {
  const queue = options.jobs?.queue ?? null;
  const book = new InstanceBook(options.host, options.log, {
    schedulerTitle: queue?.title ?? 'the scheduler',
    warnBeforeEndMs: options.site.paraview.warnBeforeEndMs,
  });
  const context: InstanceContext = { ...options, book, closed: false };
  const parts: Parts = { context, slots: new InstanceSlots(context), supervisor: new InstanceSupervisor(context) };
  const { sessions } = options.host;

  const rescan = async () => {
    const ids = await sessions.list();
    const unknown = ids.filter((id) => !book.entries.has(id) && !parts.slots.isGranted(id));
    await Promise.all(
      unknown.map(async (id) => {
        const entry = parts.slots.isGranted(id) ? null : await adopt(context, id);
        if (entry) await takeUp(parts, entry);
      }),
    );
  };
  await rescan();
  const stopTicking = startTicking(context, {
    rescan,
    check: (entry) => parts.supervisor.check(entry),
    stop: (entry, reason) => stop(parts, entry, reason),
    remove: (entry) => remove(parts, entry),
  });

  const checkJobs = () => {
    for (const entry of book.entries.values()) if (isUnderWay(entry)) void parts.supervisor.check(entry);
  };
  queue?.on('change', checkJobs);

  return Object.assign(book.events, {
    list: () => [...book.entries.values()].map((entry) => entry.instance),
    get: (id: string) => book.need(id).instance,
    record: (id: string) => book.need(id).record,
    findByNumber: (host: string | null, number: number) => book.findByNumber(host, number),
    launch: (request: LaunchRequest) => launch(parts, request),
    rename: (id: string, name: string) => rename(parts, book.need(id), name),
    stop: async (id: string, reason?: string) => stop(parts, book.need(id), reason ?? 'Stopped by you'),
    restart: async (id: string) => restart(parts, book.need(id)),
    remove: async (id: string) => remove(parts, book.need(id)),
    logFile: (id: string) => join(sessions.directory(book.need(id).record.id), 'log'),
    sessionDirectory: (id: string) => sessions.directory(book.need(id).record.id),
    readSecret: async (id: string) => sessions.readText(book.need(id).record.id, 'auth.key'),
    viewerOpened: (id: string) => countViewer(context, book.need(id)),
    async close() {
      context.closed = true;
      stopTicking();
      queue?.off('change', checkJobs);
      for (const entry of book.entries.values()) {
        entry.unwatch();
        entry.probing?.abort();
      }
      await Promise.allSettled([...book.entries.values()].map((entry) => entry.writes));
    },
  });
}

interface Parts {
  context: InstanceContext;
  slots: InstanceSlots;
  supervisor: InstanceSupervisor;
}

async function launch({ context, slots, supervisor }: Parts, request: LaunchRequest): Promise<Instance> {
  const { book, host } = context;
  const { app, parameters, job = null } = request;
  const name = request.name === null ? null : checkName(request.name);
  const workingDirectory = await chooseWorkingDirectory(context, app);
  const dataDirectory = await chooseDataDirectory(context, app, request.dataDirectory, workingDirectory);
  const jobValues = job === null ? null : await checkJobValues(context, app, job);
  const slot = await slots.grant(newInstanceId(), app, name, jobValues !== null);
  const run: Run = { app, slot, workingDirectory, dataDirectory, parameters, jobValues };
  let entry: InstanceEntry | null = null;
  try {
    const record = await newRecord(context, run);
    await host.sessions.create(record, runFiles(context, record, run));
    entry = book.add(record);
    Object.assign(entry, { launching: true, reservedPort: slot.port });
    book.show(entry);
    const { ended } = await startRun(context, entry, run);
    void ended?.then(() => supervisor.check(book.need(record.id))).catch(() => undefined);
  } catch (error) {
    // Nothing of it stays: neither a card nor a directory nor a port.
    if (entry !== null) book.remove(entry);
    await host.sessions.remove(slot.id).catch(() => undefined);
    await host.removeOutside(slot.id).catch(() => undefined);
    if (slot.port !== null) await host.ports.release(slot.port);
    throw asLaunchError(error);
  } finally {
    slots.settle(slot);
  }
  return begin({ context, slots, supervisor }, entry);
}

/** Watches an instance that was just started, and looks at it for the first time. */
async function begin(parts: Parts, entry: InstanceEntry): Promise<Instance> {
  Object.assign(entry, { launching: false, seenSince: Date.now() });
  watch(parts, entry);
  if (entry.record.stop_requested_at !== null) void parts.supervisor.end(entry);
  const shown = parts.context.book.show(entry);
  void parts.supervisor.check(entry);
  return shown;
}

async function takeUp(parts: Parts, entry: InstanceEntry): Promise<void> {
  watch(parts, entry);
  await parts.supervisor.check(entry);
}

function watch({ context, supervisor }: Parts, entry: InstanceEntry): void {
  entry.unwatch();
  entry.unwatch = context.host.sessions.watchSession(entry.record.id, (file) => {
    if (file === 'log') capLogSoon(context, entry);
    if (file === 'record.json' || file === 'exit_status' || file === 'address') void supervisor.check(entry);
  });
}

async function rename({ context }: Parts, entry: InstanceEntry, name: string): Promise<Instance> {
  await context.book.saveOrThrow(entry, { name: checkName(name) });
  return context.book.show(entry);
}

async function stop({ context, supervisor }: Parts, entry: InstanceEntry, reason: string): Promise<Instance> {
  refuseElsewhere(entry);
  await entry.restarting?.catch(() => undefined);
  if (!isLive(entry.instance.state) && !isUnderWay(entry)) return entry.instance;
  // One that is just being started is ended when it runs.
  if ((await requestEnd(context, entry, reason)) && !entry.launching) void supervisor.end(entry);
  return context.book.show(entry);
}

function restart(parts: Parts, entry: InstanceEntry): Promise<Instance> {
  refuseElsewhere(entry);
  entry.restarting ??= stopAndStart(parts, entry).finally(() => {
    entry.restarting = null;
    parts.context.book.show(entry);
    void parts.supervisor.check(entry);
  });
  return entry.restarting;
}

async function stopAndStart(parts: Parts, entry: InstanceEntry): Promise<Instance> {
  const { context, slots, supervisor } = parts;
  const { book, host } = context;
  const { id, data_directory, parameters, app: appId, job } = entry.record;
  // What can be refused is refused before the running one is stopped.
  const app = await context.apps.get(appId);
  const workingDirectory = await chooseWorkingDirectory(context, app);
  const dataDirectory = await keepDataDirectory(context, app, data_directory, workingDirectory);
  const jobValues = job == null ? null : await checkJobValues(context, app, job.values);
  await book.saveOrThrow(entry, { restart_requested_at: isoNow() });
  if (entry.record.ended_at === null) {
    await cancelJob(context, entry).catch(async (error: unknown) => {
      await book.save(entry, () => ({ restart_requested_at: null }));
      throw error;
    });
    await book.save(entry, () => ({ stop_requested_at: isoNow(), stop_reason: 'Restarted by you' }));
    const ending = supervisor.end(entry);
    book.show(entry);
    await ending;
    if (!(await isOver(context, entry.record.job))) throw await notOver(context, entry);
  }
  const slot = await slots.regrant(id, app, jobValues !== null);
  try {
    const run: Run = { app, slot, workingDirectory, dataDirectory, parameters, jobValues };
    const fresh = await freshRun(context, run, entry.record);
    await host.sessions.renew(id, runFiles(context, { ...entry.record, ...fresh }, run));
    await book.saveOrThrow(entry, fresh);
    Object.assign(entry, { reservedPort: slot.port, logTail: [], usage: null, lastMeasure: null });
    const { ended } = await startRun(context, entry, run);
    void ended?.then(() => supervisor.check(entry));
  } catch (error) {
    if (slot.port !== null) await host.ports.release(slot.port);
    const reason = error instanceof Error ? error.message : String(error);
    await book.save(entry, () => ({
      ended_at: isoNow(),
      end_state: 'failed',
      state_reason: reason,
      restart_requested_at: null,
    }));
    throw asLaunchError(error);
  } finally {
    slots.settle(slot);
  }
  entry.restarting = null;
  return begin(parts, entry);
}

async function remove({ context, supervisor }: Parts, entry: InstanceEntry): Promise<void> {
  const { book, host, site } = context;
  await entry.restarting?.catch(() => undefined);
  const { record, instance } = entry;
  const quietMs = Date.now() - Date.parse(record.ready_at ?? record.started_at);
  // Of a machine that is gone for good nobody else can remove the card.
  if (instance.state === 'lost' && quietMs < site.instances.keepStoppedMs) refuseElsewhere(entry);
  if (isLive(instance.state) || isUnderWay(entry)) {
    await requestEnd(context, entry, 'Removed');
    // A job that was cancelled may take its time; what it still writes finds no directory.
    const limit = record.job == null ? null : pause(site.instances.stopGraceMs);
    await Promise.race([supervisor.end(entry), limit].filter((promise) => promise !== null));
  }
  await host.sessions.remove(record.id);
  await host.removeOutside(record.id).catch(() => undefined);
  if (entry.reservedPort !== null) await host.ports.release(entry.reservedPort);
  book.remove(entry);
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs).unref());
}

function asLaunchError(error: unknown): ManagerError {
  if (error instanceof ManagerError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ManagerError('launch_failed', `The instance could not be started: ${reason}.`, { cause: error });
}
