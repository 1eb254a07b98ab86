import type { InstanceConnection } from '../../domain/connection.ts';
import { connectionTexts } from '../texts/connections.ts';

/** What a connection leads to, as it stands in sentences. */
export function targetName(
  { server_id, host, port }: InstanceConnection,
  servers: ReadonlyMap<string, { readonly name: string }>,
): string {
  const listed = servers.get(server_id ?? '')?.name;
  return listed ?? (host === null ? connectionTexts.someServer : `${host}:${port}`);
}
