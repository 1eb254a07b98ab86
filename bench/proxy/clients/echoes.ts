import { echoedBytes, echoReceivedBytes, maskedMessage } from '../messages.ts';
import type { Peer } from '../peer.ts';
import { openWebsocket } from './connection.ts';
import type { Measured } from './measured.ts';

/** Microseconds of a round trip, 50th and 99th percentile: sends small messages one after the other, each when the one before came back. */
export async function echoTimes(peer: Peer, samples: number): Promise<Measured> {
  const connection = await openWebsocket(peer, 'ws/echo', 4096);
  const message = maskedMessage(echoedBytes);
  const times = new Float64Array(samples);
  const done = Promise.withResolvers<void>();
  let index = -warmUpSamples;
  let waiting = echoReceivedBytes;
  let sentAt = performance.now();
  connection.onBytes = (count) => {
    waiting -= count;
    if (waiting > 0) return true;
    const now = performance.now();
    if (index >= 0) times[index] = now - sentAt;
    index += 1;
    waiting = echoReceivedBytes;
    if (index === samples) done.resolve();
    else {
      sentAt = now;
      connection.socket.write(message);
    }
    return true;
  };
  connection.socket.write(message);
  try {
    await Promise.race([done.promise, connection.lost]);
  } finally {
    connection.close();
  }
  times.sort();
  const share = (part: number) => (times[Math.floor(samples * part)] ?? 0) * 1000;
  return { values: [share(0.5), share(0.99)], work: samples + warmUpSamples };
}

const warmUpSamples = 200;
