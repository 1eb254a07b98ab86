import { setTimeout as delay } from 'node:timers/promises';
import type { Peer } from '../peer.ts';
import { openWebsocket } from './connection.ts';
import type { Measured } from './measured.ts';

/** MB/s of websocket messages of `messageBytes` that the target pushes as fast as they are taken. */
export async function pushRate(peer: Peer, messageBytes: number, measureMs: number): Promise<Measured> {
  const connection = await openWebsocket(peer, `ws/push/${messageBytes}`);
  let bytes = 0;
  connection.onBytes = (count) => {
    bytes += count;
    return true;
  };
  try {
    await Promise.race([delay(warmUpMs), connection.lost]);
    const [bytesBefore, before] = [bytes, performance.now()];
    await Promise.race([delay(measureMs), connection.lost]);
    const rate = (bytes - bytesBefore) / 1e3 / (performance.now() - before);
    return { values: [rate], work: bytes / 1e6 };
  } finally {
    connection.close();
  }
}

const warmUpMs = 250;
