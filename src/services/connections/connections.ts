import { EventEmitter } from 'node:events';
import type { ConnectionTarget, InstanceConnection } from '../../domain/connection.ts';
import { ManagerError } from '../../domain/errors.ts';
import type { Instance } from '../../domain/instance.ts';
import type { Connections } from '../ports.ts';
import { connectApp, noRemoteControl } from './connect.ts';
import { type ConnectionBook, createConnectionBook } from './connection-book.ts';
import { findGoal, type Goal } from './connection-goal.ts';
import { notConnected } from './connection-view.ts';
import { type Attempt, answers, type ConnectionsOptions, type Entry, isoNow } from './connections-context.ts';
import { disconnectApp } from './disconnect.ts';
import { noteFailure } from './failed-attempt.ts';
import { startWatching } from './watching.ts';

/**
 * The links of all instances to ParaView servers. What is shown is asked of the kernel, or of the server's log; a note in the
 * session directory holds only what was declared.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const events = new EventEmitter<{ change: [string] }>();
  events.setMaxListeners(0);
  const book = createConnectionBook(options, (id) => events.emit('change', id));
  const parts: Parts = { book, options };
  const watch = startWatching(book, (entry, serverId) => connect(parts, entry.id, { serverId }));

  return Object.assign(events, {
    get: (id: string) => book.entries.get(id)?.shown ?? notConnected,
    ask: async (id: string) => {
      options.instances.get(id);
      await book.refresh();
      return book.entries.get(id)?.shown ?? notConnected;
    },
    connect: (id: string, target: ConnectionTarget) => connect(parts, id, target),
    disconnect: (id: string) => disconnect(parts, id),
    async connectWhenReady(id: string, serverId: string) {
      const entry = await waitFor(parts, id, serverId);
      watch.hurry();
      return entry.shown;
    },
    close: () => watch.stop(),
  });
}

interface Parts {
  book: ConnectionBook;
  options: ConnectionsOptions;
}

async function connect(parts: Parts, id: string, target: ConnectionTarget): Promise<InstanceConnection> {
  const { book, options } = parts;
  const instance = needAnswering(parts, id);
  const entry = await book.need(instance);
  if (entry.attempt !== null) return joinAttempt(entry.attempt, target, instance);
  return attempt(book, entry, { state: 'connecting', target, goal: null }, async (current) => {
    let goal: Goal | null = null;
    try {
      goal = await findGoal(target, options.servers, options.network);
      current.goal = goal;
      book.show(entry);
      await connectApp(book, entry, instance, goal);
    } catch (error) {
      await noteFailure(book, entry, goal, error);
      throw error;
    }
  });
}

async function disconnect(parts: Parts, id: string): Promise<InstanceConnection> {
  const { book } = parts;
  const waits = book.entries.get(id)?.note.waiting_for != null;
  const instance = waits ? parts.options.instances.get(id) : needAnswering(parts, id);
  const entry = await book.need(instance);
  if (entry.attempt?.state === 'disconnecting') return entry.attempt.done;
  await entry.attempt?.done.catch(() => undefined);
  return attempt(book, entry, { state: 'disconnecting', target: null, goal: entry.note.target }, () =>
    disconnectApp(book, entry, instance),
  );
}

/** One thing at a time: an app that is being connected stands still. */
function attempt(
  book: ConnectionBook,
  entry: Entry,
  begun: Pick<Attempt, 'state' | 'target' | 'goal'>,
  work: (current: Attempt) => Promise<void>,
): Promise<InstanceConnection> {
  const { promise: done, resolve } = Promise.withResolvers<InstanceConnection>();
  const current: Attempt = { ...begun, since: isoNow(), done };
  entry.attempt = current;
  resolve(run(book, entry, () => work(current)));
  // Who asked is told; others only look at its end.
  done.catch(() => undefined);
  return done;
}

async function run(book: ConnectionBook, entry: Entry, work: () => Promise<void>): Promise<InstanceConnection> {
  try {
    await book.save(entry, { waiting_for: null, waiting_since: null, outcome: null });
    await work();
  } finally {
    entry.attempt = null;
    await book.refresh();
  }
  return entry.shown;
}

async function joinAttempt(
  current: Attempt,
  target: ConnectionTarget,
  instance: Instance,
): Promise<InstanceConnection> {
  if (JSON.stringify(current.target) === JSON.stringify(target)) return current.done;
  const doing = current.state === 'connecting' ? `connected to "${current.goal?.name ?? 'a server'}"` : 'disconnected';
  throw new ManagerError('connection_failed', `"${instance.name}" is being ${doing} now. Wait for that to end.`);
}

function needAnswering({ options }: Parts, id: string): Instance {
  const instance = options.instances.get(id);
  const record = options.instances.record(id);
  if (!record.paraview) throw noRemoteControl(instance);
  if (instance.state === 'lost') {
    throw new ManagerError(
      'instance_elsewhere',
      `"${instance.name}" runs on ${instance.host}; it can only be acted on there.`,
    );
  }
  if (answers(instance)) return instance;
  const isComing = instance.state === 'starting' || instance.state === 'queued';
  throw isComing
    ? new ManagerError('instance_not_ready', `"${instance.name}" does not answer yet: connect it when it is ready.`)
    : new ManagerError('instance_not_running', `"${instance.name}" does not run, so it cannot be connected.`);
}

async function waitFor({ book, options }: Parts, id: string, serverId: string): Promise<Entry> {
  const instance = options.instances.get(id);
  if (!options.instances.record(id).paraview) throw noRemoteControl(instance);
  options.servers.get(serverId);
  const entry = await book.need(instance);
  await book.save(entry, { waiting_for: serverId, waiting_since: isoNow(), outcome: null, lost_at: null });
  book.show(entry);
  return entry;
}
