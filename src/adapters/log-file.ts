import { constants, createReadStream, fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { followLog } from './log-follower.ts';
import { readLogTail } from './log-tail.ts';

/** Reads the logs of instances; a missing file reads as an empty log. */
export function createLogReader() {
  return { tail: readLogTail, stream: streamLog, follow: followLog };
}

/**
 * Shortens a log that is longer than `maximumBytes` to its newer half, below a line that says so. The app goes on writing
 * to the same file (it appends, so that its next line follows); what it writes within the few microseconds of the cut
 * itself gets lost. Returns whether it was shortened.
 */
export async function shortenLog(file: string, maximumBytes: number): Promise<boolean> {
  const handle = await open(file, constants.O_RDWR | constants.O_APPEND).catch(() => null);
  if (handle === null) return false;
  try {
    const { size } = await handle.stat();
    if (size <= maximumBytes) return false;
    const kept = await readEnd(handle, size, Math.floor(maximumBytes / 2));
    return cut(handle.fd, kept, size, maximumBytes);
  } finally {
    await handle.close();
  }
}

/** Without a pause from the last look at the end of the file to its new start: that is when lines would get lost. */
function cut(fd: number, kept: Buffer, readUpTo: number, maximumBytes: number): boolean {
  let rest = kept;
  let end = readUpTo;
  for (let turn = 1; ; turn += 1) {
    const { size } = fstatSync(fd);
    // Someone else cut it meanwhile: what was read is not its end any more.
    if (size < end) return false;
    if (size > end) {
      const newer = Buffer.alloc(Math.min(size - end, maximumBytes));
      readSync(fd, newer, 0, newer.length, size - newer.length);
      rest = Buffer.concat([rest, newer]).subarray(-maximumBytes);
      end = size;
    }
    const text = Buffer.concat([Buffer.from(cutMarker(end - rest.length)), rest]);
    // What came while that was read is read as well; one that never rests is cut all the same.
    if (turn < mostTurns && fstatSync(fd).size !== end) continue;
    ftruncateSync(fd, 0);
    // One write, so that the app's own lines do not come in between.
    writeSync(fd, text);
    return true;
  }
}
const mostTurns = 10;

/** The last `length` bytes, without the part of a line that they begin with. */
async function readEnd(handle: FileHandle, size: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  const firstBreak = buffer.indexOf('\n');
  return buffer.subarray(firstBreak === -1 || firstBreak > longestLineBytes ? 0 : firstBreak + 1, bytesRead);
}

const longestLineBytes = 64 * 1024;

/** Followers read from this line how far their place moved (log-follower.ts). */
function cutMarker(removedBytes: number): string {
  return `--- Trame Manager removed ${removedBytes} older bytes of this log at ${new Date().toISOString()} ---\n`;
}

/** The whole log as it is now, as a stream. */
function streamLog(file: string): Readable {
  return Readable.from(blocksOf(file));
}

async function* blocksOf(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return;
  const { size } = await handle.stat();
  if (size === 0) return handle.close();
  // Up to the end as it is now: an app that writes faster than the reader reads would make it endless.
  yield* createReadStream(file, { fd: handle, start: 0, end: size - 1 });
}
