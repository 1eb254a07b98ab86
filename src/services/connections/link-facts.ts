import type { NotedTarget } from '../../domain/connection-note.ts';
import type { Instance } from '../../domain/instance.ts';
import { hasClientByLog } from '../../domain/paraview-log.ts';
import { isLiveServer } from '../../domain/paraview-server.ts';
import { isAccepted, type TcpTable } from '../../domain/tcp-table.ts';
import { answers, type ConnectionsContext, type Entry, isElsewhere } from './connections-context.ts';

/** What is known of one instance's link now. */
export type LinkFacts =
  | { kind: 'linked'; target: NotedTarget }
  | { kind: 'none' }
  | { kind: 'unknown'; reason: string };

/** What is looked at once for all instances. */
export interface Surroundings {
  /** Null where the kernel does not tell. */
  table: TcpTable | null;
  /** Addresses at which there may be a server. */
  targets: NotedTarget[];
}

const resolveTimeoutMs = 2000;

/** Reads the sockets of this machine, and the addresses of the listed servers. */
export async function lookAround(context: ConnectionsContext): Promise<Surroundings> {
  const listed = context.servers.list().filter(({ state }) => isLiveServer(state) || state === 'lost');
  const targets = await Promise.all(
    listed.map(async ({ id, name, host, port }) => {
      if (host === null || port === null) return null;
      const addresses = await context.network.resolve(host, resolveTimeoutMs);
      return { server_id: id, name, host, port, addresses };
    }),
  );
  return { table: await context.network.readTable(), targets: targets.filter((target) => target !== null) };
}

/** Asks whether an instance is connected to a server: the kernel of its machine, else the server's log. */
export async function askLink(
  context: ConnectionsContext,
  around: Surroundings,
  entry: Entry,
  instance: Instance,
): Promise<LinkFacts> {
  if (isElsewhere(instance)) return askServer(context, entry, instance);
  if (!answers(instance)) return { kind: 'none' };
  if (around.table === null)
    return { kind: 'unknown', reason: 'This machine does not tell which connections there are.' };
  return askKernel(context, around.table, candidates(around, entry), instance);
}

/** The address that it was connected to counts also where no server of it is listed any more. */
function candidates({ targets }: Surroundings, { note }: Entry): NotedTarget[] {
  const goal = note.target;
  const isListed = targets.some(({ server_id }) => goal?.server_id != null && server_id === goal.server_id);
  return goal === null || isListed ? targets : [...targets, goal];
}

async function askKernel(
  context: ConnectionsContext,
  table: TcpTable,
  targets: NotedTarget[],
  instance: Instance,
): Promise<LinkFacts> {
  const found = targets.flatMap((target) =>
    table.links
      .filter(({ remotePort, remoteAddress }) => remotePort === target.port && target.addresses.includes(remoteAddress))
      .filter((link) => isAccepted(table, link))
      .map(({ inode }) => ({ target, inode })),
  );
  // Most of the time there is none, and the process table need not be read.
  if (found.length === 0) return { kind: 'none' };
  const sockets = await context.network.socketsOf(await pidsOf(context, instance.id));
  const own = found.find(({ inode }) => sockets.has(inode));
  return own === undefined ? { kind: 'none' } : { kind: 'linked', target: own.target };
}

/** All processes of an instance on this machine. */
export async function pidsOf(context: Pick<ConnectionsContext, 'host' | 'instances'>, id: string): Promise<number[]> {
  const { keeper } = context.instances.record(id);
  const found = await context.host.findProcesses({
    id,
    keeper,
    sessionDirectory: context.instances.sessionDirectory(id),
  });
  return found.map(({ pid }) => pid);
}

/** What the log of the server says, to which the instance was connected as asked. */
async function askServer(context: ConnectionsContext, entry: Entry, instance: Instance): Promise<LinkFacts> {
  const { target, connected_since, lost_at } = entry.note;
  // Clients look alike in a log: only what was connected as asked can be this one.
  const isExpected = entry.attempt !== null || connected_since !== null;
  if (target === null || lost_at !== null || !isExpected) return { kind: 'none' };
  if (instance.state !== 'lost' && !answers(instance)) return { kind: 'none' };
  const server = context.servers.list().find(({ id }) => id === target.server_id);
  if (server !== undefined && !isLiveServer(server.state) && server.state !== 'lost') return { kind: 'none' };
  const byLog = await askLog(context, target);
  if (byLog === null) {
    return { kind: 'unknown', reason: `The app runs on another machine; it was connected to ${target.name} last.` };
  }
  return byLog ? { kind: 'linked', target } : { kind: 'none' };
}

async function askLog(context: ConnectionsContext, target: NotedTarget): Promise<boolean | null> {
  if (target.server_id === null) return null;
  try {
    const text = await context.host.readLogTail(context.servers.logFile(target.server_id), 200);
    return hasClientByLog(text);
  } catch {
    // Not listed any more, or not started here: there is no log at hand.
    return null;
  }
}
