import { setTimeout as delay } from 'node:timers/promises';
import { echoedBytes, echoReceivedBytes, maskedMessage } from '../messages.ts';
import type { Peer } from '../peer.ts';
import { residentBytes } from '../process-figures.ts';
import { type Connection, openWebsocket } from './connection.ts';

/** Bytes by which a peer's processes have grown for each of `count` websockets that carried one message and then stay open. */
export async function bytesPerIdleWebsocket(peer: Peer, count: number): Promise<number> {
  const open: Connection[] = [];
  try {
    // What the first use of websockets costs is not the price of the 5,000th.
    open.push(...(await openIdle(peer, 10)));
    const before = await settledBytes(peer);
    while (open.length < count + 10) open.push(...(await openIdle(peer, Math.min(50, count + 10 - open.length))));
    return ((await settledBytes(peer)) - before) / count;
  } finally {
    for (const connection of open) connection.close();
  }
}

function openIdle(peer: Peer, count: number): Promise<Connection[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const connection = await openWebsocket(peer, 'ws/echo', 512);
      const echoed = Promise.withResolvers<void>();
      let waiting = echoReceivedBytes;
      connection.onBytes = (bytes) => {
        waiting -= bytes;
        if (waiting === 0) echoed.resolve();
        return true;
      };
      connection.socket.write(maskedMessage(echoedBytes));
      await Promise.race([echoed.promise, connection.lost]);
      return connection;
    }),
  );
}

/** The resident memory once it has not moved by 1 % for a second; after 15 s as it is. */
async function settledBytes(peer: Peer): Promise<number> {
  let last = residentBytes(peer.processes());
  let steady = 0;
  for (const deadline = Date.now() + 15_000; Date.now() < deadline && steady < 5; ) {
    await delay(200);
    const now = residentBytes(peer.processes());
    steady = Math.abs(now - last) < last / 100 ? steady + 1 : 0;
    last = now;
  }
  return last;
}
