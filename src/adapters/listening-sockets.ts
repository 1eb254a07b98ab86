import type { Socket } from 'node:net';
import {
  type ConnectionEnds,
  type Holder,
  type TcpListener,
  type TcpTable,
  whoAnswers,
  whoTakes,
} from '../domain/tcp-table.ts';
import { parseTcpTable } from './established-connections.ts';
import { readFirstListenerRows, readTcpRows } from './tcp-table-files.ts';

/** The listening TCP sockets of this machine (of this network namespace), as far as is told quickly; null where the kernel does not tell. */
export async function listeningSockets(): Promise<TcpListener[] | null> {
  const rows = await readFirstListenerRows();
  return rows === null ? null : parseTcpTable(rows.join('\n')).listeners;
}

/**
 * Who answers on 127.0.0.1:port: `own` a process of this user, `foreign` someone else's (never to be talked to), `none`
 * nobody. Where the kernel does not tell, a process of this user is assumed.
 */
export async function whoListens(port: number, uid: number): Promise<Holder> {
  const rows = await readTcpRows();
  return rows === null ? 'own' : whoListensOf(rows, port, uid);
}

/** The same, of rows that were read. */
export function whoListensOf(rows: string[], port: number, uid: number): Holder {
  return whoTakes(
    tableOf(rows, (row) => row.includes(markOf(port)) && isListener(row)),
    '127.0.0.1',
    port,
    uid,
  );
}

/**
 * Whose process is at the other end of a connection that was just made. Asked before a byte is sent or believed: a port that
 * an app left can be taken by any user of the machine. Of other machines nothing is known, and `own` is assumed.
 */
export async function whoIsAt(connection: ConnectionEnds, uid: number): Promise<Holder> {
  const { localAddress, localPort, remoteAddress, remotePort } = connection;
  if (remoteAddress !== localAddress && !remoteAddress.startsWith('127.')) return 'own';
  const rows = await readTcpRows();
  if (rows === null) return 'own';
  const [here, there] = [markOf(localPort), markOf(remotePort)];
  const concerns = (row: string) => row.includes(there) && (row.includes(here) || isListener(row));
  return whoAnswers(tableOf(rows, concerns), connection, uid);
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

/** Of those rows alone: taking all of a busy machine's table apart takes milliseconds. */
function tableOf(rows: string[], concerns: (row: string) => boolean): TcpTable {
  return parseTcpTable(rows.filter(concerns).join('\n'));
}

/** How a port stands in a row: 80 -> ":0050 " */
function markOf(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
}

function isListener(row: string): boolean {
  return row.includes(' 0A ');
}
