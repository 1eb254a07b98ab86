/** An established TCP connection of this machine, as one of its two ends sees it. */
export interface TcpLink {
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  remotePort: number;
  /** Number of the socket's inode; "0" while no process has accepted it. */
  inode: string;
  /** Of the user whose socket it is; says nothing while no process has accepted it. */
  uid: number;
}

/** The two ends of a connection, as the side that opened it knows them. */
export type ConnectionEnds = Pick<TcpLink, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>;

/** Whose process it is: this user's, another user's, or nobody's. */
export type Holder = 'own' | 'foreign' | 'none';

/** A TCP port on which something listens. "0.0.0.0" and "::" are all addresses of the machine. */
export interface TcpListener {
  address: string;
  port: number;
  /** Of the user whose socket it is. */
  uid: number;
}

/** The TCP sockets of this machine. IPv4 addresses have dots also where the socket is an IPv6 one. */
export interface TcpTable {
  links: TcpLink[];
  listeners: TcpListener[];
}

/** The network as this machine sees it. adapters/established-connections.ts is the real one. */
export interface NetworkView {
  /** Null where the kernel does not tell. */
  readTable(): Promise<TcpTable | null>;
  /** Inodes of the sockets that these processes hold; those that cannot be looked at have none. */
  socketsOf(pids: number[]): Promise<Set<string>>;
  /** IP addresses of a host; empty where it has none, or the name cannot be resolved within `timeoutMs`. */
  resolve(host: string, timeoutMs: number): Promise<string[]>;
  /** True where the address is one of this machine. */
  isHere(address: string): boolean;
  /** Opens a TCP connection and closes it at once. */
  knock(address: string, port: number, timeoutMs: number): Promise<'open' | 'refused' | 'silent'>;
}

/** True where something listens on this address, or on all addresses. */
export function listensOn(table: TcpTable, address: string, port: number): boolean {
  return table.listeners.some(
    (listener) => listener.port === port && [address, '0.0.0.0', '::'].includes(listener.address),
  );
}

/** True where something on this port of this machine has a connection, whoever holds the other end. */
export function isInUse(table: TcpTable, port: number): boolean {
  return table.links.some((link) => link.localPort === port && link.inode !== '0');
}

/**
 * True where the other end of a link has taken it. The kernel completes connections before the server accepts them; to a
 * server on another machine that cannot be seen and is taken for granted.
 */
export function isAccepted(table: TcpTable, link: TcpLink): boolean {
  const other = otherEnd(table, link);
  return other === undefined || other.inode !== '0';
}

/**
 * Who listens for a connection to this address. The kernel prefers the listener of just this address to those of all
 * addresses, and of these the IPv4 one: what others listen on beside it is none of our business.
 */
export function whoTakes(table: TcpTable, address: string, port: number, uid: number): Holder {
  const inOrder = address.includes(':') ? [address, '::'] : [address, '0.0.0.0', '::'];
  for (const at of inOrder) {
    const found = table.listeners.filter((listener) => listener.port === port && listener.address === at);
    if (found.length > 0) return found.every((listener) => listener.uid === uid) ? 'own' : 'foreign';
  }
  return 'none';
}

/**
 * Who is at the other end of a connection within this machine. While nobody has accepted it, it waits with the listener and
 * ends with it; so the answer holds for as long as the connection does.
 */
export function whoAnswers(table: TcpTable, connection: ConnectionEnds, uid: number): Holder {
  const other = otherEnd(table, connection);
  if (other === undefined) return 'none';
  if (other.inode !== '0') return other.uid === uid ? 'own' : 'foreign';
  return whoTakes(table, connection.remoteAddress, connection.remotePort, uid);
}

function otherEnd(table: TcpTable, link: ConnectionEnds): TcpLink | undefined {
  return table.links.find(
    (end) =>
      end.localAddress === link.remoteAddress &&
      end.localPort === link.remotePort &&
      end.remoteAddress === link.localAddress &&
      end.remotePort === link.localPort,
  );
}
