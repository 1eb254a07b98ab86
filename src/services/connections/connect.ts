import { ManagerError } from '../../domain/errors.ts';
import type { Instance } from '../../domain/instance.ts';
import { type HandshakeFault, mayConnect } from '../../domain/paraview-log.ts';
import type { RemoteAnswer } from '../../domain/remote-control.ts';
import type { Goal } from './connection-goal.ts';
import { type ConnectionsContext, type Entry, isElsewhere, isoNow } from './connections-context.ts';
import { askLink, type LinkFacts, lookAround, pidsOf } from './link-facts.ts';
import { orderApp } from './remote-order.ts';
import { probeServer } from './server-probe.ts';

/**
 * Connects an app that answers. An app that dials a server that is not there stands still for a minute, so all that can be
 * known is looked at before: does the server listen, has it another client, is it of the app's version.
 * @throws ManagerError no_remote_control, server_unreachable, server_busy, version_mismatch, connection_failed
 */
export async function connectApp(
  context: ConnectionsContext,
  entry: Entry,
  instance: Instance,
  goal: Goal,
): Promise<void> {
  const before = await lookAtLink(context, entry, instance);
  if (before.kind === 'linked' && isSame(before.target, goal)) return;
  await probeServer(context, goal);
  await compareVersions(context, instance, goal);
  const { server: _server, dial: _dial, ...target } = goal;
  await context.save(entry, { target, connected_since: null, lost_at: null });
  const marks = await markLogs(context, instance, goal);
  // On another machine the name may well mean another network.
  const url = isElsewhere(instance) ? goal.host : goal.dial;
  const order = { action: 'connect', url, port: goal.port } as const;
  const answer = await orderApp(context, instance.id, order, context.connectTimeoutMs);
  if (answer.kind !== 'done') throw await explain(context, instance, goal, answer, await findFault(context, marks));
  // ParaView's Connect answers by None where it failed, and the app says "done" all the same.
  if (await untilLinked(context, entry, instance, goal)) return context.save(entry, { connected_since: isoNow() });
  const fault = await findFault(context, marks);
  if (fault !== null) throw explainFault(fault, instance, goal);
  throw hasEnded(context, instance) ? await sayGone(context, instance, goal) : refused(instance, goal);
}

/** An app may answer, and crash a moment later. */
function hasEnded({ instances }: ConnectionsContext, { id }: Instance): boolean {
  return !instances.list().some((now) => now.id === id && now.ended_at === null);
}

/** After the app said that it is connected, the kernel shows the link at once; the log of a server elsewhere may lag. */
async function untilLinked(
  context: ConnectionsContext,
  entry: Entry,
  instance: Instance,
  goal: Goal,
): Promise<boolean> {
  const deadline = performance.now() + (isElsewhere(instance) ? logLagMs : kernelLagMs);
  while (true) {
    const facts = await lookAtLink(context, entry, instance);
    // Then the app's word is all there is.
    if (facts.kind === 'unknown') return true;
    if (facts.kind === 'linked' && isSame(facts.target, goal)) return true;
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const kernelLagMs = 500;
const logLagMs = 5000;

async function lookAtLink(context: ConnectionsContext, entry: Entry, instance: Instance): Promise<LinkFacts> {
  return askLink(context, await lookAround(context), entry, instance);
}

function isSame(linked: { addresses: string[]; port: number }, goal: Goal): boolean {
  return linked.port === goal.port && linked.addresses.some((address) => goal.addresses.includes(address));
}

/** ParaView's handshake would fail anyway; but the app would have lost its session by then. */
async function compareVersions(context: ConnectionsContext, instance: Instance, goal: Goal): Promise<void> {
  const serverVersion = goal.server?.version ?? null;
  if (serverVersion === null || isElsewhere(instance)) return;
  const appVersion = await context.witness.versionOf(await pidsOf(context, instance.id));
  if (appVersion === null || mayConnect(appVersion, serverVersion)) return;
  throw new ManagerError(
    'version_mismatch',
    `"${instance.name}" uses ParaView ${appVersion}; the server "${goal.name}" is of version ${serverVersion}.`,
  );
}

/** Logs, and how long they were before. */
type Marks = { file: string; mark: number }[];

async function markLogs(context: ConnectionsContext, instance: Instance, goal: Goal): Promise<Marks> {
  const files = [context.instances.logFile(instance.id)];
  if (goal.server?.is_managed) files.push(context.servers.logFile(goal.server.id));
  return Promise.all(files.map(async (file) => ({ file, mark: await context.witness.mark(file) })));
}

async function findFault(context: ConnectionsContext, marks: Marks): Promise<HandshakeFault | null> {
  const found = await Promise.all(marks.map(({ file, mark }) => context.witness.faultSince(file, mark)));
  // "dropped" is what the other side says of every fault.
  return found.find((fault) => fault !== null && fault !== 'dropped') ?? found.find((fault) => fault !== null) ?? null;
}

async function explain(
  context: ConnectionsContext,
  instance: Instance,
  goal: Goal,
  answer: Exclude<RemoteAnswer, { kind: 'done' }>,
  fault: HandshakeFault | null,
): Promise<ManagerError> {
  if (answer.kind === 'absent') return noRemoteControl(instance);
  if (answer.kind === 'gone') return sayGone(context, instance, goal);
  if (fault !== null) return explainFault(fault, instance, goal);
  if (answer.kind === 'silent') {
    const seconds = Math.round(context.connectTimeoutMs / 1000);
    return new ManagerError(
      'connection_failed',
      `"${instance.name}" was not connected to "${goal.name}" within ${seconds} s. It stands still for as long as it goes on trying.`,
    );
  }
  return new ManagerError(
    'connection_failed',
    `"${instance.name}" answered the request to connect to "${goal.name}" by an error (HTTP status ${answer.status}). Its log may say why.`,
  );
}

/** An app without the endpoint of trame-remote-control. */
export function noRemoteControl(instance: Instance): ManagerError {
  return new ManagerError(
    'no_remote_control',
    `"${instance.name}" takes no requests to connect: it has no remote control.`,
  );
}

function explainFault(fault: HandshakeFault, instance: Instance, goal: Goal): ManagerError {
  const [code, sentence] = faultWords[fault];
  return new ManagerError(code, `The server "${goal.name}" and "${instance.name}" do not fit together: ${sentence}.`);
}

const faultWords = {
  version: ['version_mismatch', 'they are of different versions of ParaView'],
  connection_id: ['connection_failed', 'the server asks for a connection id, which belongs to somebody else’s client'],
  rendering_backend: ['version_mismatch', 'their ParaViews draw by different means (rendering backend)'],
  dropped: ['connection_failed', 'the connection was dropped while they greeted each other'],
} as const satisfies Record<HandshakeFault, readonly ['version_mismatch' | 'connection_failed', string]>;

function refused(instance: Instance, goal: Goal): ManagerError {
  return new ManagerError(
    'connection_failed',
    `"${instance.name}" tried to connect to "${goal.name}", and is not connected: the server did not take it.`,
  );
}

const verdictMs = 5000;

/** The app closed the connection without an answer: most often it crashed. Its end is seen a moment later. */
async function sayGone(context: ConnectionsContext, instance: Instance, goal: Goal): Promise<ManagerError> {
  const now = await untilEnded(context, instance.id);
  if (now === null) {
    return new ManagerError('connection_failed', `"${instance.name}" closed the connection without an answer.`);
  }
  const cause = now.signal === null ? (now.state_reason ?? 'for no known reason') : `it crashed (${now.signal})`;
  const server = goal.server?.ends_with_last_client ? ' The server ends together with its last client.' : '';
  return new ManagerError(
    'connection_failed',
    `"${instance.name}" ended while it was being connected to "${goal.name}": ${cause}.${server}`,
  );
}

/** The instance as it ended; null where it did not within some seconds. */
async function untilEnded({ instances }: ConnectionsContext, id: string): Promise<Instance | null> {
  const deadline = performance.now() + verdictMs;
  while (performance.now() < deadline) {
    const now = instances.list().find((instance) => instance.id === id);
    if (now === undefined) return null;
    if (now.ended_at !== null) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}
