/**
 * Where sockets read into. All quiet ones share one small buffer, whose bytes are copied when they are passed on; a socket that
 * gets much at once gets large ones of its own, from a pool, for as long as much comes. So ten thousand idle connections need no
 * buffers at all, and a stream of megabytes is never copied.
 */
export interface ReadBuffer {
  readonly bytes: Buffer;
  /** How many unfinished writes still need its content. */
  holds: number;
  /** Whether a socket reads into it. */
  reading: boolean;
}

const sharedBytes = 64 * 1024;
const largeBytes = 1024 * 1024;
/** So many sockets at most read into large ones; the others copy. */
const maximumLarge = 24;

export const sharedBuffer: ReadBuffer = newBuffer(sharedBytes);
/** Large buffers that are at rest, and how many there are in all. */
const pool: ReadBuffer[] = [];
let largeCount = 0;

/** The buffer that bytes are lent from at the moment: what a write is given may lie in it. */
let lender: ReadBuffer | null = null;

/** A large buffer for one socket; null when all are in use. */
export function takeLargeBuffer(): ReadBuffer | null {
  const buffer = pool.pop() ?? (largeCount < maximumLarge ? newLargeBuffer() : null);
  if (buffer !== null) buffer.reading = true;
  return buffer;
}

/** Gives the memory of those at rest back: nothing has streamed for a while. */
export function freeRestingBuffers(): void {
  largeCount -= pool.length;
  pool.length = 0;
}

/** The socket reads elsewhere now. */
export function leaveBuffer(buffer: ReadBuffer): void {
  buffer.reading = false;
  rest(buffer);
}

/** One write that needed the buffer is over. */
export function releaseHold(buffer: ReadBuffer): void {
  buffer.holds -= 1;
  rest(buffer);
}

/** Passes what was read on; for as long as that takes, the bytes count as lent. */
export function lend(buffer: ReadBuffer, count: number, take: (bytes: Buffer) => void): void {
  const before = lender;
  lender = buffer;
  try {
    take(buffer.bytes.subarray(0, count));
  } finally {
    lender = before;
  }
}

/** The buffer that these bytes are lent from; null when they are somebody's own. */
export function lenderOf(bytes: Buffer): ReadBuffer | null {
  return lender !== null && bytes.buffer === lender.bytes.buffer ? lender : null;
}

function rest(buffer: ReadBuffer): void {
  if (!buffer.reading && buffer.holds === 0 && buffer !== sharedBuffer) pool.push(buffer);
}

function newLargeBuffer(): ReadBuffer {
  largeCount += 1;
  return newBuffer(largeBytes);
}

function newBuffer(size: number): ReadBuffer {
  // Not a slice of a larger one: whose memory it is tells where bytes are lent from.
  return { bytes: Buffer.allocUnsafeSlow(size), holds: 0, reading: false };
}
