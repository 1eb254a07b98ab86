import type { ParaViewServer } from '../../domain/paraview-server.ts';
import { shareRuns } from '../../domain/shared-runs.ts';
import { isoNow, type ServersOptions } from './server-context.ts';

/** Servers that somebody started by hand on this machine, shown while they listen or serve a client. */
export interface FoundServers {
  list(): ParaViewServer[];
  /** Looks now. */
  look(): Promise<void>;
  showConnected(id: string, instanceIds: string[]): void;
}

/**
 * Those of the site file's known servers that are on this machine: of others only a connection could tell, and a bare
 * connection leaves errors in the server's log and keeps real clients out.
 */
export function createFoundServers(
  options: Pick<ServersOptions, 'site' | 'host' | 'paraview' | 'log'>,
  shown: {
    onChange: (server: ParaViewServer) => void;
    onRemove: (id: string) => void;
    isOwnPort: (port: number) => boolean;
  },
): FoundServers {
  const { site, host, paraview, log } = options;
  const servers = new Map<string, ParaViewServer>();
  const known = site.paraview.known.filter((entry) => isHere(entry.host, host.identity.host));
  for (const { name, host: elsewhere } of site.paraview.known.filter((entry) => !known.includes(entry))) {
    log.warn({ server: name, host: elsewhere }, 'a known ParaView server on another machine is not looked for');
  }

  const put = (id: string, server: ParaViewServer) => {
    if (JSON.stringify(server) === JSON.stringify(servers.get(id))) return;
    servers.set(id, server);
    shown.onChange(server);
  };

  return {
    list: () => [...servers.values()],
    look: shareRuns(async () => {
      for (const entry of known) {
        const id = foundId(entry);
        const use = shown.isOwnPort(entry.port) ? 'none' : await paraview.portUse(entry.port);
        const before = servers.get(id);
        if (use !== 'none') {
          const reason = use === 'busy' ? 'Has a client' : null;
          put(id, { ...(before ?? newServer(id, entry, site.paraview.endsWithLastClient)), state_reason: reason });
        } else if (servers.delete(id)) shown.onRemove(id);
      }
    }),
    showConnected(id, instanceIds) {
      const server = servers.get(id);
      if (server !== undefined) put(id, { ...server, connected_instances: instanceIds });
    },
  };
}

/** True for ids of servers that run by hand, whether or not they are listed now. */
export function isFoundId(id: string): boolean {
  return id.startsWith(foundPrefix);
}
const foundPrefix = 'found-';

/** {host: "localhost", port: 11111} -> "found-localhost-11111": the same after a daemon's restart. */
function foundId({ host, port }: { host: string; port: number }): string {
  return `${foundPrefix}${host.replaceAll(':', '.')}-${port}`;
}

function isHere(host: string, thisHost: string): boolean {
  return ['localhost', '127.0.0.1', '::1', thisHost].includes(host);
}

function newServer(
  id: string,
  { name, host, port }: { name: string; host: string; port: number },
  endsWithLastClient: boolean,
): ParaViewServer {
  return {
    id,
    name,
    kind: 'found',
    state: 'ready',
    state_reason: null,
    hint: null,
    host,
    port,
    version: null,
    values: {},
    created_at: null,
    started_at: null,
    ready_at: isoNow(),
    ended_at: null,
    ends_at: null,
    expected_start_at: null,
    exit_code: null,
    signal: null,
    log_tail: [],
    connected_instances: [],
    ends_with_last_client: endsWithLastClient,
    is_managed: false,
    after_server_id: null,
    job: null,
    usage: null,
  };
}
