import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { type ConnectionEnds, type Holder, type TcpListener, whoAnswers, whoTakes } from '../domain/tcp-table.ts';
import { parseTcpTable } from './established-connections.ts';

/** All listening TCP sockets of this machine (of this network namespace); null where the kernel does not tell. */
export async function listeningSockets(): Promise<TcpListener[] | null> {
  const text = await readTables();
  return text === null ? null : parseTcpTable(text).listeners;
}

/**
 * Who answers on 127.0.0.1:port: `own` a process of this user, `foreign` someone else's (never to be talked to), `none`
 * nobody. Where the kernel does not tell, a process of this user is assumed.
 */
export async function whoListens(port: number, uid: number): Promise<Holder> {
  const text = await readTables();
  return text === null ? 'own' : whoTakes(parseTcpTable(rowsOf(text, port)), '127.0.0.1', port, uid);
}

/**
 * Whose process is at the other end of a connection that was just made. Asked before a byte is sent or believed: a port that
 * an app left can be taken by any user of the machine. Of other machines nothing is known, and `own` is assumed.
 */
export async function whoIsAt(connection: ConnectionEnds, uid: number): Promise<Holder> {
  const { localAddress, remoteAddress, remotePort } = connection;
  if (remoteAddress !== localAddress && !remoteAddress.startsWith('127.')) return 'own';
  const text = await readTables();
  return text === null ? 'own' : whoAnswers(parseTcpTable(rowsOf(text, remotePort)), connection, uid);
}

/** True unless a process of another user of this machine is at the other end of a connection, or nobody any more. */
export async function isOwnPeer(connection: ConnectionEnds): Promise<boolean> {
  return (await whoIsAt(connection, process.getuid?.() ?? 0)) === 'own';
}

/** The ends of a connected socket. */
export function endsOf({
  localAddress = '',
  localPort = 0,
  remoteAddress = '',
  remotePort = 0,
}: Socket): ConnectionEnds {
  return { localAddress, localPort, remoteAddress, remotePort };
}

/** The rows whose local port this is: taking all of a busy machine's table apart takes milliseconds. */
function rowsOf(text: string, port: number): string {
  const mark = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const rows = text.split('\n').filter((row) => row.indexOf(mark) !== -1);
  return rows.join('\n');
}

let running: Promise<string | null> | null = null;
let next: Promise<string | null> | null = null;

/** The tables as they are at some moment after the call; callers that come together share one reading. */
function readTables(): Promise<string | null> {
  if (running === null) {
    running = readNow().finally(() => {
      running = null;
    });
    return running;
  }
  next ??= running.then(() => {
    next = null;
    return readTables();
  });
  return next;
}

async function readNow(): Promise<string | null> {
  const [inet, inet6] = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'latin1').catch(() => null)),
  );
  return inet == null ? null : `${inet}\n${inet6 ?? ''}`;
}
