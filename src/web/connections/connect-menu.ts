import type { Instance } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { MenuItem } from '../menu-item.ts';
import { connectedNames } from '../servers/server-actions.ts';
import { connectionTexts as words } from '../texts/connections.ts';
import { listed } from '../texts/counted.ts';

/** Ids of menu items that are no server's; ids have no space. */
export const otherAddress = ' address';
export const newServer = ' new';

/** What the page knows that a connection can lead to. */
export interface ConnectionTargets {
  servers: ReadonlyMap<string, ParaViewServer>;
  instances: ReadonlyMap<string, Instance>;
  canStart: boolean;
}

/** Servers that an app can be connected to: those that are ready first, then those that will be. */
export function connectableServers(servers: Iterable<ParaViewServer>): ParaViewServer[] {
  const all = [...servers];
  const isReady = ({ state, ends_at }: ParaViewServer) => state === 'ready' || (state === 'ending' && ends_at !== null);
  const isComing = ({ state }: ParaViewServer) => state === 'queued' || state === 'starting';
  return [...all.filter(isReady), ...all.filter(isComing)];
}

/** The entries of "Connect to …". `connectedTo` is left out: the id of the server that it is connected to, or null. */
export function connectMenu(
  { servers, instances, canStart }: ConnectionTargets,
  connectedTo: string | null,
): MenuItem[] {
  const items: MenuItem[] = connectableServers(servers.values())
    .filter(({ id }) => id !== connectedTo)
    .map((server) => ({ id: server.id, label: server.name, icon: 'server', ...detailOf(server, instances) }));
  const others: MenuItem[] = [{ id: otherAddress, label: words.otherAddress, icon: 'pencil' }];
  if (canStart) others.unshift({ id: newServer, label: words.newServer, detail: words.newServerDetail, icon: 'play' });
  if (items.length > 0 && others[0] !== undefined) others[0].apart = true;
  return [...items, ...others];
}

function detailOf(server: ParaViewServer, instances: ReadonlyMap<string, Instance>): { detail?: string } {
  if (server.state === 'queued' || server.state === 'starting') return { detail: words.whenReady };
  const names = connectedNames(server, instances);
  if (names.length > 0) return { detail: words.busyServer(listed(names)) };
  return server.host === null ? {} : { detail: `${server.host}:${server.port}` };
}
