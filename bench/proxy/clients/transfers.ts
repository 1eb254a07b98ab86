import type { Peer } from '../peer.ts';
import { contentLength, expectStatus, openConnection } from './connection.ts';
import type { Measured } from './measured.ts';

/** MB/s of one answer of that many bytes, from the request to its last byte. */
export async function downloadRate(peer: Peer, bytes: number): Promise<Measured> {
  const before = performance.now();
  const connection = await openConnection(peer, `bytes/${bytes}`);
  expectStatus(connection, 200);
  let left = contentLength(connection.head);
  if (left !== bytes) throw new Error(`the answer has ${left} bytes`);
  const done = Promise.withResolvers<void>();
  connection.onBytes = (count) => {
    left -= count;
    if (left === 0) done.resolve();
    return true;
  };
  try {
    await Promise.race([done.promise, connection.lost]);
  } finally {
    connection.close();
  }
  return { values: [bytes / 1e3 / (performance.now() - before)], work: bytes / 1e6 };
}

/** MB/s of one request body of that many bytes, from the request to its answer. */
export async function uploadRate(peer: Peer, bytes: number): Promise<Measured> {
  const before = performance.now();
  const connection = await openConnection(peer, 'swallow', {
    method: 'POST',
    headers: `Content-Type: application/octet-stream\r\nContent-Length: ${bytes}\r\n`,
    body: bytes,
  });
  expectStatus(connection, 200);
  connection.close();
  return { values: [bytes / 1e3 / (performance.now() - before)], work: bytes / 1e6 };
}
