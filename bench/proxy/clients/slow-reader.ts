import { setTimeout as delay } from 'node:timers/promises';
import type { Peer } from '../peer.ts';
import { residentBytes } from '../process-figures.ts';
import { type Connection, expectStatus, openConnection, openWebsocket } from './connection.ts';

/** How a peer's processes grew while the target was faster than the client. */
export interface Growth {
  /** At its greatest. */
  bytes: number;
  /** Why it was ended before its time. */
  note?: string;
}

/** Reads 1 MB/s of what the target sends at full speed, for `durationMs` or until the peer has grown by 1 GB. */
export async function growthWithSlowReader(peer: Peer, over: 'websocket' | 'get', durationMs: number): Promise<Growth> {
  const pids = peer.processes();
  const before = residentBytes(pids);
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  let bytes = 0;
  let note: string | undefined;
  const connection = await open(peer, over).catch((error: Error) => {
    note = error.message;
  });
  connection?.lost.catch((error: Error) => {
    note = `${error.message} after ${(elapsed() / 1000).toFixed(1)} s`;
  });
  if (connection) readSlowly(connection, elapsed);
  while (note === undefined && elapsed() < durationMs) {
    await delay(100);
    bytes = Math.max(bytes, residentBytes(pids) - before);
    if (bytes > tooMuch) note = `ended after ${(elapsed() / 1000).toFixed(1)} s, still growing`;
  }
  connection?.close();
  return { bytes: Math.max(bytes, residentBytes(pids) - before), ...(note !== undefined && { note }) };
}

const bytesPerMs = 1000;
const tooMuch = 1e9;

/** The GET's length is more than any client reads here. */
async function open(peer: Peer, over: 'websocket' | 'get'): Promise<Connection> {
  if (over === 'websocket') return openWebsocket(peer, 'ws/push/1048576', 65_536);
  const connection = await openConnection(peer, `bytes/${1e12}`, { bufferBytes: 65_536 });
  expectStatus(connection, 200);
  return connection;
}

function readSlowly(connection: Connection, elapsed: () => number): void {
  let bytes = 0;
  connection.onBytes = (count) => {
    bytes += count;
    const aheadMs = bytes / bytesPerMs - elapsed();
    if (aheadMs <= 0) return true;
    setTimeout(() => connection.socket.resume(), aheadMs);
    return false;
  };
}
