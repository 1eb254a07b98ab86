import { ManagerError } from '../../domain/errors.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import { pvscFile } from '../../domain/pvsc.ts';
import type { ParaViewServers, StartServer, TakesOver } from '../ports.ts';
import { createFoundServers, type FoundServers, isFoundId } from './found-servers.ts';
import { cancelJob } from './job-look.ts';
import { startJob, submissionOf } from './job-server.ts';
import { localScript, startLocal } from './local-server.ts';
import { adopt } from './server-adoption.ts';
import { ServerBook, type ServerEntry } from './server-book.ts';
import { isoNow, type ServersContext, type ServersOptions } from './server-context.ts';
import { logFileOf, settle } from './server-end.ts';
import { ServerLooks } from './server-looks.ts';
import { formFields, planServer } from './server-request.ts';
import { startTicking } from './server-ticking.ts';
import { presentServer } from './server-view.ts';
import { atWork } from './server-work.ts';

/**
 * The ParaView servers of this user: those that run by hand, those started here, and those in the queue. Taking over what
 * other daemons started before does not wait for the scheduler.
 */
export function createParaViewServers(options: ServersOptions): ParaViewServers & TakesOver {
  const { store, queue, forms, site } = options;
  const book = new ServerBook(store, options.log, { present: (entry) => presentServer(options, entry) });
  const context: ServersContext = { ...options, book, starting: new Set(), closed: false };
  const looks = new ServerLooks(context);
  const found = createFoundServers(options, {
    onChange: (server) => book.events.emit('change', server),
    onRemove: (id) => book.events.emit('remove', id),
    isOwnPort: (port) => isPortOfOwn(book, port),
  });
  const parts: Parts = { context, looks, found };

  const rescan = async () => {
    const ids = await store.list();
    await Promise.all(
      ids
        .filter((id) => !book.entries.has(id) && !context.starting.has(id))
        .map(async (id) => {
          const entry = await adopt(context, id);
          if (entry) await takeUp(parts, entry);
        }),
    );
  };
  let watchers = 0;
  let stopTicking = async () => {};
  const onQueue = () => {
    for (const entry of book.entries.values()) {
      if (entry.record.kind === 'job' && entry.record.ended_at === null) void looks.check(entry);
    }
  };

  const fields = formFields(context);
  return Object.assign(book.events, {
    async takeOver() {
      await Promise.all([rescan(), found.look()]);
      if (context.closed) return;
      stopTicking = startTicking(context, {
        rescan,
        attend: (entry) => looks.attend(entry),
        remove: (entry) => remove(parts, entry),
        found,
        isWatched: () => watchers > 0,
      });
      queue.on('change', onQueue);
    },
    canStart: fields !== null,
    startsJobs: site.paraview.start === 'job',
    list: () => [...found.list(), ...[...book.entries.values()].map(({ server }) => server)],
    get: (id: string) => get(parts, id),
    watch() {
      watchers += 1;
      void found.look();
      let open = true;
      return () => {
        watchers -= open ? 1 : 0;
        open = false;
      };
    },
    form: async () => (fields === null ? [] : forms.show(fields)),
    start: (request: StartServer) => start(parts, request),
    findStart: (key: string) => findStart(book, key),
    async dryRun(request: StartServer) {
      const plan = await planServer(context, request);
      if (site.paraview.start === 'local') {
        return { script: localScript(context), problems: [], estimatedStart: isoNow() };
      }
      const submission = submissionOf(context, plan);
      return { script: submission.script, ...(await queue.test(submission)) };
    },
    async startAgain(id: string, { after }: { after: boolean }) {
      const { name, values, kind } = managed(parts, id).record;
      if (kind !== site.paraview.start) {
        throw new ManagerError('not_supported', 'This configuration does not start servers in that way any more.');
      }
      return start(parts, { name, values, after: after ? id : null });
    },
    stop: async (id: string) => stop(parts, managed(parts, id), 'Stopped by you'),
    remove: async (id: string) => remove(parts, managed(parts, id)),
    record: (id: string) => managed(parts, id).record,
    logFile: (id: string) => logFileOf(context, managed(parts, id).record.id),
    sessionDirectory: (id: string) => store.directory(managed(parts, id).record.id),
    pvsc: (id: string) => pvsc(context, get(parts, id)),
    showConnected(id: string, instanceIds: string[]) {
      if (isFoundId(id)) return found.showConnected(id, instanceIds);
      const entry = book.entries.get(id);
      if (entry === undefined) return;
      entry.connectedInstances = instanceIds;
      book.show(entry);
    },
    async close() {
      context.closed = true;
      const ticked = stopTicking();
      queue.off('change', onQueue);
      for (const entry of book.entries.values()) entry.unwatch();
      await Promise.allSettled([ticked, looks.idle()]);
      await Promise.allSettled([...book.entries.values()].map((entry) => entry.writes));
    },
  });
}

interface Parts {
  context: ServersContext;
  looks: ServerLooks;
  found: FoundServers;
}

function get({ context, found }: Parts, id: string): ParaViewServer {
  return found.list().find((server) => server.id === id) ?? context.book.need(id).server;
}

function managed(parts: Parts, id: string): ServerEntry {
  const { name, is_managed } = get(parts, id);
  if (is_managed) return parts.context.book.need(id);
  throw new ManagerError('not_supported', `"${name}" was not started from here: end it where it was started.`);
}

async function start(parts: Parts, request: StartServer): Promise<ParaViewServer> {
  const { context, looks } = parts;
  const plan = await planServer(context, request);
  if (context.site.paraview.start === 'job') {
    const entry = await startJob(context, plan);
    await takeUp(parts, entry);
    return entry.server;
  }
  const { entry, ended } = await startLocal(context, plan);
  void ended.then(() => looks.check(entry));
  watch(parts, entry);
  void looks.check(entry);
  return context.book.show(entry);
}

async function takeUp(parts: Parts, entry: ServerEntry): Promise<void> {
  watch(parts, entry);
  await parts.looks.check(entry);
}

/** Files tell the rest: where a job listens, what a server says of itself, how it ended. */
function watch({ context, looks }: Parts, entry: ServerEntry): void {
  entry.unwatch();
  entry.unwatch = context.store.watchSession(entry.record.id, (file) => {
    const tells = file === 'log' ? entry.record.ready_at === null : telling.has(file);
    if (tells && entry.record.ended_at === null) void looks.check(entry);
  });
}
const telling = new Set(['record.json', 'exit_status', 'address']);

/** `more` is noted in the same write as the request. */
async function stop(
  { context, looks }: Parts,
  entry: ServerEntry,
  reason: string,
  more: Pick<ServerRecord, 'removal_requested_at'> = {},
): Promise<ParaViewServer> {
  const { book, host } = context;
  const { local, ended_at, name } = entry.record;
  if (ended_at !== null) return entry.server;
  if (local !== null && local.host !== host.identity.host) {
    throw new ManagerError('not_supported', `"${name}" runs on ${local.host}; it can only be ended there.`);
  }
  const wasAsked = entry.record.stop_requested_at !== null;
  await book.save(entry, (now) =>
    now.stop_requested_at === null
      ? { ...more, stop_requested_at: isoNow(), stop_reason: reason, ...atWork(context) }
      : { ...more, ...atWork(context) },
  );
  if (local !== null) void looks.endLocal(entry);
  else {
    await cancelJob(context, entry).catch(async (error: unknown) => {
      const asked = wasAsked ? {} : { stop_requested_at: null, stop_reason: null };
      await book.save(entry, () => ({ ...asked, removal_requested_at: null, at_work: null }));
      book.show(entry);
      throw error;
    });
    void looks.check(entry);
  }
  return book.show(entry);
}

async function remove(parts: Parts, entry: ServerEntry): Promise<void> {
  const { context, looks } = parts;
  const { local, ended_at } = entry.record;
  if (ended_at === null) {
    await stop(parts, entry, 'Removed', { removal_requested_at: entry.record.removal_requested_at ?? isoNow() });
    if (local !== null) await looks.endLocal(entry);
  }
  await context.store.remove(entry.record.id);
  await settle(context, entry);
  context.book.remove(entry);
}

function pvsc({ host }: ServersContext, server: ParaViewServer): string {
  const { name, host: address, port, state } = server;
  if (address === null || port === null || (state !== 'ready' && state !== 'ending')) {
    throw new ManagerError('server_not_ready', `"${name}" does not listen yet, or not any more.`);
  }
  return pvscFile({ name, host: address, port, gateway: host.identity.host });
}

function findStart(book: ServerBook, key: string): { request: string; result: ParaViewServer } | null {
  for (const { record, server } of book.entries.values()) {
    const isOld = Date.now() - Date.parse(record.created_at) > rememberMs;
    if (record.start_mark?.key === key && !isOld) return { request: record.start_mark.request, result: server };
  }
  return null;
}
const rememberMs = 24 * 3600_000;

/** A server that was started here is not shown a second time as one that runs by hand. */
function isPortOfOwn(book: ServerBook, port: number): boolean {
  return [...book.entries.values()].some(({ record }) => record.ended_at === null && record.local?.port === port);
}
