import { readFile } from 'node:fs/promises';

/** A TCP port on which something listens, and the user it belongs to. */
export interface ListeningSocket {
  /** As the kernel writes it: "0100007F" is 127.0.0.1. */
  address: string;
  port: number;
  uid: number;
}

/** All listening TCP sockets of this machine (of this network namespace); null where the kernel does not tell. */
export async function listeningSockets(): Promise<ListeningSocket[] | null> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'latin1').catch(() => null)),
  );
  return tables[0] == null ? null : tables.flatMap((table) => parseTable(table ?? ''));
}

/**
 * Who answers on 127.0.0.1:port: `own` a process of this user, `foreign` someone else's (never to be talked to), `none`
 * nobody. Where the kernel does not tell, a process of this user is assumed.
 */
export async function whoListens(port: number, uid: number): Promise<'own' | 'foreign' | 'none'> {
  const sockets = await listeningSockets();
  if (sockets === null) return 'own';
  const reached = sockets.filter((socket) => socket.port === port && reachedByLoopback.has(socket.address));
  if (reached.some((socket) => socket.uid !== uid)) return 'foreign';
  return reached.length > 0 ? 'own' : 'none';
}

/** 127.0.0.1, 0.0.0.0, :: and ::ffff:127.0.0.1, in the byte orders of little- and big-endian machines. */
const reachedByLoopback = new Set([
  '0100007F',
  '7F000001',
  '00000000',
  '00000000000000000000000000000000',
  '0000000000000000FFFF00000100007F',
  '00000000000000000000FFFF7F000001',
]);

/** "   0: 0100007F:9C5B 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 …": state 0A is LISTEN. */
function parseTable(table: string): ListeningSocket[] {
  return [...table.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A \S+ \S+ \S+\s+(\d+)/gm)].map((match) => ({
    address: match[1] ?? '',
    port: Number.parseInt(match[2] ?? '', 16),
    uid: Number(match[3]),
  }));
}
