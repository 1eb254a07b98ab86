import { BlockList, isIP, isIPv4 } from 'node:net';
import type { ConnectionTarget } from '../../domain/connection.ts';
import type { NotedTarget } from '../../domain/connection-note.ts';
import { type FieldError, ManagerError } from '../../domain/errors.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { NetworkView } from '../../domain/tcp-table.ts';
import type { ParaViewServers } from '../ports.ts';

/** Where an app is to be connected to. */
export interface Goal extends NotedTarget {
  /** Null: an address that is no listed server's. */
  server: ParaViewServer | null;
  /**
   * What the app is told to dial. Of a name that somebody typed it is the address that was looked at: asked a second time, a
   * name server may answer another one.
   */
  dial: string;
}

const resolveTimeoutMs = 5000;

/**
 * Finds the address of what an app is to be connected to, and the listed server of an address.
 * @throws ManagerError server_not_found, server_not_ready, invalid_parameters (no host, no port, an address that no server can
 * have), server_unreachable (no such host)
 */
export async function findGoal(
  target: ConnectionTarget,
  servers: Pick<ParaViewServers, 'get' | 'list'>,
  network: Pick<NetworkView, 'resolve'>,
): Promise<Goal> {
  if ('serverId' in target) return goalOfServer(servers.get(target.serverId), network);
  checkAddress(target);
  const { host, port } = target;
  const found = await resolveOrThrow(host, network);
  checkAddresses(host, found);
  const server = await findListed(servers, network, found, port);
  const name = server?.name ?? `${host}:${port}`;
  // ParaView takes no IPv6 address, but may know a name that has no other.
  const address = found.find((candidate) => isIPv4(candidate));
  const addresses = address === undefined ? found : [address];
  return { server_id: server?.id ?? null, name, host, port, addresses, server, dial: address ?? host };
}

async function goalOfServer(server: ParaViewServer, network: Pick<NetworkView, 'resolve'>): Promise<Goal> {
  const { id, name, host, port, state } = server;
  if (host === null || port === null || (state !== 'ready' && state !== 'ending')) {
    const reason = server.state_reason ? ` (${server.state_reason})` : '';
    throw new ManagerError('server_not_ready', `The ParaView server "${name}" is ${sayState[state]}${reason}.`);
  }
  return { server_id: id, name, host, port, addresses: await resolveOrThrow(host, network), server, dial: host };
}

const sayState: Record<ParaViewServer['state'], string> = {
  queued: 'waiting in the queue',
  starting: 'starting',
  ready: 'ready, but its address is not known',
  ending: 'ending',
  stopped: 'not running any more',
  failed: 'not running: it failed',
  lost: 'out of reach: nobody can say how it is now',
};

/** Letters, digits, dots and hyphens only: ParaView makes a URL of it. */
const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;

function checkAddress({ host, port }: { host: string; port: number }): void {
  const errors: FieldError[] = [];
  if (!hostName.test(host)) {
    errors.push({
      path: '/host',
      message: 'has to be a host name or an IPv4 address, which is all that ParaView takes',
    });
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    errors.push({ path: '/port', message: 'has to be a whole number from 1 to 65535' });
  }
  if (errors.length > 0) throw new ManagerError('invalid_parameters', 'That is no address of a server.', { errors });
}

/** Addresses that reach many machines, none, or the services of a cloud's own network. */
function checkAddresses(host: string, addresses: string[]): void {
  const wrong = addresses.find(isNoServers);
  if (wrong === undefined) return;
  throw new ManagerError('invalid_parameters', 'That is no address of a server.', {
    errors: [{ path: '/host', message: `"${host}" is ${wrong}, at which no ParaView server can be` }],
  });
}

function isNoServers(address: string): boolean {
  // "fe80::1%eth0" -> "fe80::1"
  const plain = address.split('%', 1)[0] ?? '';
  const family = isIP(plain);
  return family === 0 || noServers.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

const noServers = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  // Link-local: the metadata service of most clouds. Two others have theirs elsewhere.
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  // Multicast, and what is reserved.
  ['224.0.0.0', 3],
] as const) {
  noServers.addSubnet(network, bits, 'ipv4');
  // As translators from IPv6 to IPv4 know them (RFC 6052). Mapped ones (::ffff:…) count as IPv4 anyway.
  noServers.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
}
for (const [network, bits] of [
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['ff00::', 8],
] as const) {
  noServers.addSubnet(network, bits, 'ipv6');
}

async function resolveOrThrow(host: string, network: Pick<NetworkView, 'resolve'>): Promise<string[]> {
  const addresses = isIPv4(host) ? [host] : await network.resolve(host, resolveTimeoutMs);
  if (addresses.length > 0) return addresses;
  throw new ManagerError('server_unreachable', `There is no host "${host}", as far as this machine knows.`);
}

async function findListed(
  servers: Pick<ParaViewServers, 'list'>,
  network: Pick<NetworkView, 'resolve'>,
  addresses: string[],
  port: number,
): Promise<ParaViewServer | null> {
  for (const server of servers.list()) {
    if (server.port !== port || server.host === null) continue;
    const others = isIPv4(server.host) ? [server.host] : await network.resolve(server.host, resolveTimeoutMs);
    if (others.some((address) => addresses.includes(address))) return server;
  }
  return null;
}
