/** An established TCP connection of this machine, as one of its two ends sees it. */
export interface TcpLink {
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  remotePort: number;
  /** Number of the socket's inode; "0" while no process has accepted it. */
  inode: string;
}

/** A TCP port on which something listens. "0.0.0.0" and "::" are all addresses of the machine. */
export interface TcpListener {
  address: string;
  port: number;
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
  const other = table.links.find(
    (end) =>
      end.localAddress === link.remoteAddress &&
      end.localPort === link.remotePort &&
      end.remoteAddress === link.localAddress &&
      end.remotePort === link.localPort,
  );
  return other === undefined || other.inode !== '0';
}
