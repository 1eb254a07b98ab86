import { ManagerError } from '../../domain/errors.ts';
import type { RemoteAnswer, RemoteOrder } from '../../domain/remote-control.ts';
import type { ConnectionsContext } from './connections-context.ts';

/**
 * Sends an order to the secret endpoint of an app that answers, on whichever host.
 * @throws ManagerError instance_not_running
 */
export async function orderApp(
  { instances, host, remoteControl }: ConnectionsContext,
  id: string,
  order: RemoteOrder,
  timeoutMs: number,
): Promise<RemoteAnswer> {
  const record = instances.record(id);
  const found = instances.findByNumber(record.job?.path_host ?? null, record.number);
  if (found === null || found.record.id !== id) {
    throw new ManagerError('instance_not_running', `It is not known where "${record.name}" listens.`);
  }
  const path = await host.sessions.readText(id, 'remote_control');
  return remoteControl.send(found.upstream, path.trim(), order, timeoutMs);
}
