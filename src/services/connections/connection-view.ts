import type { InstanceConnection } from '../../domain/connection.ts';
import type { ConnectionOutcome, NotedTarget } from '../../domain/connection-note.ts';
import { type Instance, isLive } from '../../domain/instance.ts';
import { isLiveServer } from '../../domain/paraview-server.ts';
import type { ParaViewServers } from '../ports.ts';
import type { Entry } from './connections-context.ts';
import type { LinkFacts } from './link-facts.ts';

/** The link of an instance of which nothing is known and nothing was asked for. */
export const notConnected: InstanceConnection = {
  state: 'disconnected',
  server_id: null,
  host: null,
  port: null,
  since: null,
  reason: null,
  hint: null,
};

/** What an instance's link is shown as: what is under way first, then what was found, then what was declared. */
export function showConnection(
  entry: Entry,
  facts: LinkFacts,
  instance: Instance,
  servers: Pick<ParaViewServers, 'list'>,
): InstanceConnection {
  const { attempt, note } = entry;
  if (attempt !== null) {
    const reason = attempt.state === 'connecting' ? 'The app stands still until it is connected.' : null;
    return { ...notConnected, ...addressOf(attempt.goal), state: attempt.state, since: attempt.since, reason };
  }
  if (facts.kind === 'linked') {
    return { ...notConnected, ...addressOf(facts.target), state: 'connected', since: note.connected_since };
  }
  if (facts.kind === 'unknown') {
    const { reason } = facts;
    return { ...notConnected, ...addressOf(note.target), state: 'unknown', since: note.connected_since, reason };
  }
  if (note.waiting_for !== null) return waiting(entry, instance, servers);
  if (note.outcome !== null) return withOutcome(note.outcome, note.target);
  if (note.lost_at !== null && note.target !== null && isLive(instance.state)) {
    return { ...notConnected, since: note.lost_at, ...sayLost(note.target, servers) };
  }
  return notConnected;
}

function addressOf(target: NotedTarget | null): Partial<InstanceConnection> {
  return target === null ? {} : { server_id: target.server_id, host: target.host, port: target.port };
}

function waiting({ note }: Entry, instance: Instance, servers: Pick<ParaViewServers, 'list'>): InstanceConnection {
  const server = servers.list().find(({ id }) => id === note.waiting_for);
  const missing = [
    ...(instance.state === 'ready' ? [] : ['the app']),
    ...(server?.state === 'ready' ? [] : [`the ParaView server "${server?.name ?? note.waiting_for}"`]),
  ];
  return {
    ...notConnected,
    state: 'waiting',
    server_id: note.waiting_for,
    host: server?.host ?? null,
    port: server?.port ?? null,
    since: note.waiting_since,
    reason: missing.length === 0 ? null : `Connects as soon as ${missing.join(' and ')} ${isOrAre(missing)} ready.`,
  };
}

function isOrAre({ length }: string[]): string {
  return length === 1 ? 'is' : 'are';
}

function withOutcome(outcome: ConnectionOutcome, target: NotedTarget | null): InstanceConnection {
  const { state, reason, hint, at } = outcome;
  return { ...notConnected, ...addressOf(target), state, since: at, reason, hint };
}

function sayLost(target: NotedTarget, servers: Pick<ParaViewServers, 'list'>): Partial<InstanceConnection> {
  const server = servers.list().find(({ id }) => id === target.server_id);
  const hint = 'Connect to another ParaView server, or start one.';
  if (target.server_id === null) {
    return {
      ...addressOf(target),
      reason: `The connection to ${target.name} was closed: that server may have ended.`,
      hint,
    };
  }
  if (server !== undefined && isLiveServer(server.state)) {
    return {
      ...addressOf(target),
      reason: `The connection to the ParaView server "${target.name}" was closed.`,
      hint: server.ends_with_last_client ? 'That server may be ending: connect to another one, or start one.' : hint,
    };
  }
  const why = server?.state_reason ? `: ${server.state_reason}` : '';
  return { ...addressOf(target), reason: `The ParaView server "${target.name}" ended${why}.`, hint };
}
