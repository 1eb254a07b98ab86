import { constants, fstatSync, openSync, writeSync } from 'node:fs';

/** What a log is written to, line by line. */
export interface LogOutput {
  /** `line` ends with a line break. Never waits and never throws. */
  write(line: string): void;
}

/**
 * A log on a descriptor that never holds the daemon up. Where nobody reads it (a stopped terminal, a pipe to a program that
 * hangs) or it cannot be written (a full disk, a reader that is gone), lines are lost; how many is said as soon as one can be
 * written again.
 */
export function createLogOutput(fd: number): LogOutput {
  const target = withoutWaiting(fd);
  let rest = Buffer.alloc(0);
  let lost = 0;

  /** What of the bytes could not be written yet; null: nothing can be written now. */
  const put = (bytes: Buffer): Buffer | null => {
    let left = bytes;
    try {
      while (left.length > 0) left = left.subarray(writeSync(target, left));
      return left;
    } catch {
      return left.length < bytes.length ? left : null;
    }
  };

  return {
    write(line) {
      // The end of a line that was written in part comes before anything else.
      if (rest.length > 0) rest = Buffer.from(put(rest) ?? rest);
      const notice = lost === 0 ? '' : lostLines(lost);
      const left = rest.length > 0 ? null : put(Buffer.from(notice + line));
      if (left === null) lost += 1;
      else [rest, lost] = [Buffer.from(left), 0];
    },
  };
}

/**
 * A descriptor of our own for the same pipe or terminal, which does not wait; the other programs that use it do not notice.
 * Files and sockets are used as they are: the first never wait for a reader, the second cannot be opened again.
 */
function withoutWaiting(fd: number): number {
  try {
    const status = fstatSync(fd);
    if (!status.isFIFO() && !status.isCharacterDevice()) return fd;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}

function lostLines(count: number): string {
  const msg = `${count} lines of this log were lost: it could not be written, or nobody read it`;
  return `${JSON.stringify({ level: 40, time: new Date().toISOString(), msg })}\n`;
}
