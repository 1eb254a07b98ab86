import { isLive } from '../../domain/instance.ts';
import { isLiveServer } from '../../domain/paraview-server.ts';
import type { ConnectionsContext, Entry } from './connections-context.ts';
import { isoNow } from './connections-context.ts';

/** A server that is just being looked for is not given up at once, for instance after a start of the daemon. */
const missingGraceMs = 15_000;

/** What a look at an entry that waits leads to. */
export type WaitingVerdict =
  | { kind: 'wait' }
  | { kind: 'connect'; serverId: string }
  | { kind: 'give_up'; reason: string };

/**
 * Whether both are ready, or one of them never will be. `missingSince` is when its server was first found to be unknown, in
 * ms; null: it is known.
 */
export function judgeWaiting(context: ConnectionsContext, entry: Entry, missingSince: number | null): WaitingVerdict {
  const { waiting_for: serverId } = entry.note;
  const instance = context.instances.list().find(({ id }) => id === entry.id);
  if (serverId === null || instance === undefined || entry.attempt !== null) return { kind: 'wait' };
  if (!isLive(instance.state) && instance.state !== 'lost') {
    return { kind: 'give_up', reason: 'The app ended before it could be connected.' };
  }
  const server = context.servers.list().find(({ id }) => id === serverId);
  if (server === undefined) {
    const isGone = missingSince !== null && performance.now() - missingSince > missingGraceMs;
    return isGone ? { kind: 'give_up', reason: 'The ParaView server that it waited for is gone.' } : { kind: 'wait' };
  }
  if (!isLiveServer(server.state) && server.state !== 'lost') {
    const why = server.state_reason ? `: ${server.state_reason}` : '';
    return {
      kind: 'give_up',
      reason: `The ParaView server "${server.name}" ended before it could be connected to${why}.`,
    };
  }
  const ready = instance.state === 'ready' && server.state === 'ready' && server.host !== null && server.port !== null;
  return ready ? { kind: 'connect', serverId } : { kind: 'wait' };
}

/** Notes why nothing was waited for any longer. */
export function giveUp(context: ConnectionsContext, entry: Entry, reason: string): Promise<void> {
  return context.save(entry, {
    waiting_for: null,
    waiting_since: null,
    outcome: { state: 'failed', reason, hint: 'Connect to another ParaView server, or start one.', at: isoNow() },
  });
}
