import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

/** A prime, so that no buffer size divides it and a lost, doubled or moved piece shows at once. */
const length = 1_048_573;
const once = randomBytes(length);
const twice = Buffer.concat([once, once]);

/** Writes `total` bytes of the pattern as fast as they are taken; resolves when the last was. */
export async function writePattern(socket: Socket, total: number): Promise<void> {
  for (let at = 0; at < total; at += length) {
    if (socket.destroyed) return;
    const piece = once.subarray(0, Math.min(length, total - at));
    if (!socket.write(piece)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
  }
}

/** Waits until a socket that is written to has not got on for a while; gives how many bytes have left it. */
export async function untilStopped(socket: Socket): Promise<number> {
  let sent = -1;
  for (let looks = 0; looks < 15; looks += 1) {
    const now = socket.bytesWritten - socket.writableLength;
    if (now !== sent) looks = 0;
    sent = now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return sent;
}

/** Compares what comes with the pattern, at memory's speed and without keeping any of it. */
export class PatternReader {
  bytes = 0;
  intact = true;

  add(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const place = (this.bytes + at) % length;
      const piece = chunk.subarray(at, at + length);
      this.intact &&= piece.equals(twice.subarray(place, place + piece.length));
      at += piece.length;
    }
    this.bytes += chunk.length;
  }
}
