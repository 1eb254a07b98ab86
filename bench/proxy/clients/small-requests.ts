import { setTimeout as delay } from 'node:timers/promises';
import type { Peer } from '../peer.ts';
import { type Connection, contentLength, expectStatus, openConnection } from './connection.ts';
import type { Measured } from './measured.ts';

/** Requests a second over `connections` kept connections, on each one after the other. */
export async function requestRate(peer: Peer, connections: number, measureMs: number): Promise<Measured> {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(peer, '', { bufferBytes })));
  const request = Buffer.from(`GET ${peer.prefix} HTTP/1.1\r\nHost: 127.0.0.1:${peer.port}\r\n${peer.headers}\r\n`);
  let answers = 0;
  for (const connection of open) {
    repeat(connection, request, () => {
      answers += 1;
    });
  }
  const lost = Promise.race(open.map((connection) => connection.lost));
  try {
    await Promise.race([delay(warmUpMs), lost]);
    const [answersBefore, before] = [answers, performance.now()];
    await Promise.race([delay(measureMs), lost]);
    const rate = ((answers - answersBefore) * 1000) / (performance.now() - before);
    return { values: [rate], work: answers };
  } finally {
    for (const connection of open) connection.close();
  }
}

const warmUpMs = 250;
const bufferBytes = 4096;

/** All answers of a peer are equally long: "ok", and headers of fixed length. */
function repeat(connection: Connection, request: Buffer, answered: () => void): void {
  expectStatus(connection, 200);
  const bodyBytes = contentLength(connection.head);
  const answerBytes = connection.head.length + 2 + bodyBytes;
  let waiting = bodyBytes;
  connection.onBytes = (count) => {
    waiting -= count;
    if (waiting < 0) connection.socket.destroy(new Error('an answer was longer than the first'));
    if (waiting !== 0) return true;
    answered();
    waiting = answerBytes;
    connection.socket.write(request);
    return true;
  };
}
