import { join } from 'node:path';
import { ManagerError } from '../../domain/errors.ts';
import { inheritable, parameterVariables } from '../../domain/instance-environment.ts';
import { sayDuration } from '../../domain/instance-state.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import { endProcesses } from '../instance-stopper.ts';
import type { ServerEntry } from './server-book.ts';
import { isoNow, type ServersContext } from './server-context.ts';
import { judge } from './server-end.ts';
import { newRecord, type ServerPlan } from './server-request.ts';
import { atWork, isLeft } from './server-work.ts';

/** Clients on other machines would need no password, so a server listens for this one where ParaView can choose. */
const bindAddress = '127.0.0.1';

/**
 * Starts a server on this machine. Resolves when its command runs; `ended` is the end of its keeper.
 * @throws ManagerError launch_failed, state_not_writable
 */
export async function startLocal(
  context: ServersContext,
  plan: ServerPlan,
): Promise<{ entry: ServerEntry; ended: Promise<void> }> {
  const { host, store, book } = context;
  const port = await reservePort(context);
  let entry: ServerEntry | null = null;
  context.starting.add(plan.id);
  try {
    const record: ServerRecord = {
      ...newRecord(plan),
      kind: 'local',
      started_at: isoNow(),
      // Where Jupyter itself runs for a time only, what it started ends with it.
      ends_at: host.lifetime.endsAt,
      address: { host: 'localhost', port },
      local: { host: host.identity.host, boot_id: host.identity.bootId, port, keeper: null, process: null },
      job: null,
      ...atWork(context),
    };
    await store.create(record, localFiles(context, plan));
    entry = book.add(record);
    Object.assign(entry, { reservedPort: port, isBeingStarted: true });
    const { keeper, command, ended } = await host.startKeeper(
      store.directory(plan.id),
      localEnvironment(context, plan, port),
    );
    await book.save(
      entry,
      (now) =>
        now.local && {
          local: { ...now.local, keeper, process: command },
          // Whoever asked for its end meanwhile is at work from now on.
          ...(now.stop_requested_at === null ? { at_work: null } : {}),
        },
    );
    entry.isBeingStarted = false;
    return { entry, ended };
  } catch (error) {
    // Nothing of it stays: neither a card nor a directory nor a port.
    if (entry !== null) book.remove(entry);
    await store.remove(plan.id).catch(() => undefined);
    await host.ports.release(port);
    throw error;
  } finally {
    context.starting.delete(plan.id);
  }
}

/** What would run, for a dry run. */
export function localScript(context: ServersContext): string {
  return [...context.site.environmentCommands, withLineEnd(context.site.paraview.command)].join('\n');
}

/** Finds out how a server on this machine is, from its processes and its port. */
export async function lookAtLocal(context: ServersContext, entry: ServerEntry): Promise<void> {
  const { host, store, book } = context;
  const { local, id } = entry.record;
  if (local === null || local.host !== host.identity.host || entry.isBeingStarted) return;
  const sameBoot = local.boot_id === host.identity.bootId;
  if (sameBoot && local.process === null) await learnProcesses(context, entry);
  const run = entry.record.local;
  const isKept = sameBoot && (host.isAlive(run?.process ?? null) || host.isAlive(run?.keeper ?? null));
  // Only now: a keeper that was found ended has written it before.
  const exit = await store.readExitStatus(id);
  if (isKept && exit === null) return goOn(context, entry);
  if (entry.ending !== null) return;
  // Another daemon may be starting it.
  if (
    run?.process == null &&
    sameBoot &&
    !isLeft(context, entry.record) &&
    Date.now() - Date.parse(entry.record.created_at) < startGuardMs
  )
    return;
  if (sameBoot)
    await endProcesses(processHost(context), mark(entry.record), context.site.instances.stopGraceMs, context.log);
  if (!(await book.reload(entry)) || entry.record.ended_at !== null) return;
  await judge(context, entry, { exit, job: null, rebooted: !sameBoot });
}
const startGuardMs = 30_000;

/** Ends the processes of a server on this machine once, however often it is called. */
export function endLocal(context: ServersContext, entry: ServerEntry, whenEnded: () => Promise<void>): Promise<void> {
  const { site, log } = context;
  entry.ending ??= endProcesses(processHost(context), mark(entry.record), site.instances.stopGraceMs, log)
    .catch((error: unknown) => log.error({ err: error, server: entry.record.id }, 'a server cannot be ended'))
    .then(() => {
      entry.ending = null;
      return whenEnded();
    });
  return entry.ending;
}

async function goOn(context: ServersContext, entry: ServerEntry): Promise<void> {
  const { host, site, book } = context;
  const { local, ready_at, started_at, stop_requested_at, created_at } = entry.record;
  if (local === null || ready_at !== null) return;
  if (stop_requested_at !== null) return;
  if ((await host.whoListens(local.port)) === 'own') {
    await book.save(entry, (now) => (now.ready_at === null ? { ready_at: isoNow() } : null));
    void noteVersion(context, entry);
    const port = entry.reservedPort;
    entry.reservedPort = null;
    // From now on the kernel keeps it.
    if (port !== null) await host.ports.release(port);
  } else if (Date.now() - Date.parse(started_at ?? created_at) > site.paraview.readyTimeoutMs) {
    await fail(context, entry, site.paraview.readyTimeoutMs);
  }
}

/** Asking for it takes a second or more: nobody waits for that. */
async function noteVersion({ paraview, book }: ServersContext, entry: ServerEntry): Promise<void> {
  const version = await paraview.version();
  await book.save(entry, () => ({ paraview_version: version }));
  book.show(entry);
}

async function fail(context: ServersContext, entry: ServerEntry, timeoutMs: number): Promise<void> {
  const reason = `It did not listen within ${sayDuration(timeoutMs)}`;
  const hint = 'Its log may say why. The command has to listen on the port that $PORT names.';
  await context.book.save(entry, (now) =>
    now.ended_at !== null || now.stop_requested_at !== null
      ? null
      : {
          stop_requested_at: isoNow(),
          stop_reason: reason,
          end_state: 'failed',
          state_reason: reason,
          hint,
          ...atWork(context),
        },
  );
  // The next look judges it.
  void endLocal(context, entry, async () => undefined);
}

/** The keeper's own note tells the processes where a daemon was killed before it could record them. */
async function learnProcesses({ store, book }: ServersContext, entry: ServerEntry): Promise<void> {
  const noted = await store.readProcesses(entry.record.id);
  if (noted === null) return;
  await book.save(entry, ({ local }) =>
    local === null ? null : { local: { ...local, keeper: noted.keeper, process: noted.command } },
  );
}

function mark({ id, local }: ServerRecord) {
  return { id, boot_id: local?.boot_id ?? '', keeper: local?.keeper ?? null };
}

function processHost({ host, store }: ServersContext) {
  return { ...host, sessions: store };
}

async function reservePort({ host, book }: ServersContext): Promise<number> {
  const taken = [...book.entries.values()]
    .filter(({ record }) => record.ended_at === null)
    .map(({ record }) => record.local?.port ?? 0);
  try {
    return await host.ports.reserve([], new Set(taken));
  } catch (error) {
    throw new ManagerError('launch_failed', 'No free TCP port was found on this machine.', { cause: error });
  }
}

function localFiles(context: ServersContext, { id, name }: ServerPlan) {
  const { host, store, site, workingDirectory } = context;
  const commandFile = join(store.directory(id), 'command.sh');
  const script = host.makeScript({
    name,
    environmentCommands: site.environmentCommands,
    workingDirectory,
    commandFile,
  });
  return [
    { name: 'script.sh', text: script },
    { name: 'command.sh', text: withLineEnd(site.paraview.command) },
  ];
}

/** INSTANCE_ID and SESSION_DIR are also the mark by which its processes are found. */
function localEnvironment({ env, store }: ServersContext, plan: ServerPlan, port: number): Record<string, string> {
  return {
    ...inheritable(env),
    ...parameterVariables(plan.values),
    INSTANCE_ID: plan.id,
    INSTANCE_NAME: plan.name,
    SESSION_DIR: store.directory(plan.id),
    PORT: String(port),
    BIND_ADDRESS: bindAddress,
  };
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
