import { lookup } from 'node:dns/promises';
import { readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { endianness, networkInterfaces } from 'node:os';
import type { NetworkView, TcpLink, TcpListener, TcpTable } from '../domain/tcp-table.ts';
import { readTcpRows } from './tcp-table-files.ts';

/** The network as the kernel of this machine shows it in /proc. */
export const networkView: NetworkView = { readTable, socketsOf, resolve, isHere, knock };

async function readTable(): Promise<TcpTable | null> {
  const rows = await readTcpRows();
  return rows === null ? null : parseTcpTable(rows.join('\n'));
}

/**
 * Reads the text of /proc/net/tcp and tcp6:
 * "   0: 0100007F:5294 0100007F:DABC 01 00000000:00000000 00:00000000 00000000  1000        0 2234085 …"
 */
export function parseTcpTable(text: string, littleEndian = endianness() === 'LE'): TcpTable {
  const table: { links: TcpLink[]; listeners: TcpListener[] } = { links: [], listeners: [] };
  /** A thousand connections are between a few addresses. */
  const known = new Map<string, string>();
  const addressOf = (hex: string) => {
    const address = known.get(hex) ?? readAddress(hex, littleEndian);
    known.set(hex, address);
    return address;
  };
  for (const [, local = '', localPort = '', remote = '', remotePort = '', state, user, inode = ''] of text.matchAll(
    row,
  )) {
    const localAddress = addressOf(local);
    const port = Number.parseInt(localPort, 16);
    const uid = Number(user);
    if (state === listening) table.listeners.push({ address: localAddress, port, uid });
    if (state === established) {
      const remoteAddress = addressOf(remote);
      table.links.push({
        localAddress,
        localPort: port,
        remoteAddress,
        remotePort: Number.parseInt(remotePort, 16),
        inode,
        uid,
      });
    }
  }
  return table;
}

const row = /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) (01|0A) \S+ \S+ \S+\s+(\d+)\s+\d+\s+(\d+)/gm;
const established = '01';
const listening = '0A';

/** "0100007F" -> "127.0.0.1"; words of 32 bits in the machine's byte order. */
function readAddress(hex: string, littleEndian: boolean): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => {
    const read = [...Buffer.from(word, 'hex')];
    return littleEndian ? read.reverse() : read;
  });
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff)
    return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  // The URL parser writes IPv6 addresses in their one short form, as the resolver does.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

async function socketsOf(pids: number[]): Promise<Set<string>> {
  const found = await Promise.all(pids.map(socketsOfOne));
  return new Set(found.flat());
}

async function socketsOfOne(pid: number): Promise<string[]> {
  const directory = `/proc/${pid}/fd`;
  const names = await readdir(directory).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${directory}/${name}`).catch(() => '')));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

async function resolve(host: string, timeoutMs: number): Promise<string[]> {
  const late = Promise.withResolvers<string[]>();
  const timer = setTimeout(() => late.resolve([]), timeoutMs);
  const found = await Promise.race([lookUp(host), late.promise]);
  clearTimeout(timer);
  return found;
}

/** The system's resolver cannot be called off, and holds one of few threads: it is asked once, and not often. */
function lookUp(host: string): Promise<string[]> {
  const known = resolved.get(host);
  if (known && performance.now() < known.untilMs) return known.addresses;
  if (resolved.size > 500) resolved.clear();
  const addresses = lookup(host, { all: true }).then(
    (found) => [...new Set(found.map(({ address }) => address))],
    () => [],
  );
  const entry = { addresses, untilMs: Number.POSITIVE_INFINITY };
  resolved.set(host, entry);
  void addresses.then(({ length }) => {
    entry.untilMs = performance.now() + (length > 0 ? resolvedForMs : unresolvedForMs);
  });
  return addresses;
}
const resolved = new Map<string, { addresses: Promise<string[]>; untilMs: number }>();
const resolvedForMs = 60_000;
const unresolvedForMs = 2000;

function isHere(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  return Object.values(networkInterfaces()).some((entries) => entries?.some((entry) => entry.address === address));
}

function knock(address: string, port: number, timeoutMs: number): Promise<'open' | 'refused' | 'silent'> {
  const { promise, resolve: answer } = Promise.withResolvers<'open' | 'refused' | 'silent'>();
  const socket = connect({ host: address, port });
  socket.setTimeout(timeoutMs, () => answer('silent'));
  socket.once('connect', () => answer('open'));
  socket.once('error', (error: NodeJS.ErrnoException) => answer(error.code === 'ETIMEDOUT' ? 'silent' : 'refused'));
  return promise.finally(() => socket.destroy());
}
