import { ManagerError } from '../../domain/errors.ts';
import { hasClientByLog } from '../../domain/paraview-log.ts';
import { isInUse, listensOn } from '../../domain/tcp-table.ts';
import type { Goal } from './connection-goal.ts';
import { answers, type ConnectionsContext } from './connections-context.ts';

const knockTimeoutMs = 5000;

/**
 * Whether a server would take a client now. pvserver 5.11 stops listening while it has one, and takes a bare TCP connection
 * for a client whose greeting fails: so on this machine the kernel is asked, a job's server is believed, and only an address
 * that nothing else is known of is knocked at.
 * @throws ManagerError server_unreachable, server_busy; invalid_parameters where it is the port of an app
 */
export async function probeServer(context: ConnectionsContext, goal: Goal): Promise<void> {
  const here = goal.addresses.filter((address) => context.network.isHere(address));
  if (goal.server === null && here.length > 0) refuseApps(context, goal);
  const table = here.length > 0 ? await context.network.readTable() : null;
  if (table !== null) {
    if (here.some((address) => listensOn(table, address, goal.port))) return;
    if (isInUse(table, goal.port)) throw busy(goal);
    throw unreachable(goal, 'nothing listens there');
  }
  if (goal.server !== null) return askServer(context, goal);
  const [address = ''] = goal.addresses;
  const answer = await context.network.knock(address, goal.port, knockTimeoutMs);
  if (answer === 'refused') throw unreachable(goal, 'nothing listens there, or the server has a client already');
  if (answer === 'silent') throw unreachable(goal, `nothing answered within ${knockTimeoutMs / 1000} s`);
}

/** An app that dials another one waits for ParaView's greeting, and both stand still for long. */
function refuseApps({ instances }: ConnectionsContext, { host, port }: Goal): void {
  const app = instances.list().find((instance) => instance.port === port && instance.job === null && answers(instance));
  if (app === undefined) return;
  throw new ManagerError('invalid_parameters', 'That is no address of a server.', {
    errors: [
      { path: '/port', message: `at ${host}:${port} the app "${app.name}" listens, which is no ParaView server` },
    ],
  });
}

/** A listed server on another machine: that it is ready is known; whether it has a client, others or its log may know. */
async function askServer(context: ConnectionsContext, goal: Goal): Promise<void> {
  const { server } = goal;
  if (server === null) return;
  if (server.connected_instances.length > 0) throw busy(goal);
  if (!server.is_managed) return;
  const log = await context.host.readLogTail(context.servers.logFile(server.id), 200).catch(() => '');
  const taken = hasClientByLog(log);
  if (taken === true) throw busy(goal);
  if (taken === false) throw unreachable(goal, 'it has ended');
}

function busy(goal: Goal): ManagerError {
  return new ManagerError('server_busy', `The ParaView server "${goal.name}" has another client already.`);
}

function unreachable(goal: Goal, why: string): ManagerError {
  return new ManagerError(
    'server_unreachable',
    `The ParaView server "${goal.name}" cannot be reached at ${goal.host}:${goal.port}: ${why}.`,
  );
}
