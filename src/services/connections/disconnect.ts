import { ManagerError } from '../../domain/errors.ts';
import type { Instance } from '../../domain/instance.ts';
import { noRemoteControl } from './connect.ts';
import type { ConnectionsContext, Entry } from './connections-context.ts';
import { isElsewhere, isoNow } from './connections-context.ts';
import { askLink, lookAround } from './link-facts.ts';
import { orderApp } from './remote-order.ts';

const disconnectTimeoutMs = 15_000;
const lagMs = 3000;

/**
 * Ends the link of an app, and what it waits for. Where there is no link the app is left alone: ParaView would take its own
 * session from it.
 * @throws ManagerError no_remote_control, connection_failed, instance_not_running
 */
export async function disconnectApp(context: ConnectionsContext, entry: Entry, instance: Instance): Promise<void> {
  const before = await askLink(context, await lookAround(context), entry, instance);
  if (before.kind === 'none') return context.save(entry, blankLink);
  const answer = await orderApp(context, instance.id, { action: 'disconnect' }, disconnectTimeoutMs);
  if (answer.kind === 'absent') throw noRemoteControl(instance);
  if (answer.kind !== 'done') {
    throw new ManagerError(
      'connection_failed',
      `"${instance.name}" did not say within ${disconnectTimeoutMs / 1000} s that it is disconnected.`,
    );
  }
  if (!isElsewhere(instance)) await untilGone(context, entry, instance);
  const target = before.kind === 'linked' ? before.target : entry.note.target;
  const server = context.servers.list().find(({ id }) => id === target?.server_id);
  const others = server?.connected_instances.filter((id) => id !== instance.id) ?? [];
  const ends = server?.ends_with_last_client === true && others.length === 0;
  const outcome = {
    state: 'disconnected' as const,
    reason: `The ParaView server "${server?.name}" ends when its last client leaves.`,
    hint: 'Start it again to connect once more.',
    at: isoNow(),
  };
  await context.save(entry, { ...blankLink, outcome: ends ? outcome : null });
}

const blankLink = {
  target: null,
  connected_since: null,
  lost_at: null,
  waiting_for: null,
  waiting_since: null,
  outcome: null,
};

async function untilGone(context: ConnectionsContext, entry: Entry, instance: Instance): Promise<void> {
  for (const deadline = performance.now() + lagMs; performance.now() < deadline; ) {
    const facts = await askLink(context, await lookAround(context), entry, instance);
    if (facts.kind !== 'linked') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new ManagerError(
    'connection_failed',
    `"${instance.name}" says that it is disconnected, and still holds its connection.`,
  );
}
