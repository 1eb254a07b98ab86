import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * The last `lines` lines as text that ends as the log does. Reads backwards from the end, at most 4 MiB: a longer tail
 * begins inside a line.
 */
export async function readLogTail(file: string, lines: number): Promise<string> {
  // What stands in its place may be a pipe, which would be waited for.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
  if (handle === null) return '';
  try {
    const status = await handle.stat();
    if (!status.isFile()) return '';
    const { size } = status;
    return (await readBackwards(handle, size, lines)).toString('utf8');
  } finally {
    await handle.close();
  }
}

/** The end of a log from the first byte of its `lines`-th last line; the file is `size` bytes long. */
export async function readBackwards(handle: FileHandle, size: number, lines: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  // A line break at the very end ends the last line and begins none.
  let breaksWanted = lines + 1;
  let position = size;
  while (position > 0 && size - position < tailBytes && lines > 0) {
    const length = Math.min(blockBytes, position);
    const block = Buffer.alloc(length);
    position -= length;
    await handle.read(block, 0, length, position);
    if (blocks.length === 0 && block.at(-1) !== lineBreak) breaksWanted -= 1;
    for (let at = block.lastIndexOf(lineBreak); at !== -1; at = at === 0 ? -1 : block.lastIndexOf(lineBreak, at - 1)) {
      breaksWanted -= 1;
      if (breaksWanted === 0) return Buffer.concat([block.subarray(at + 1), ...blocks]);
    }
    blocks.unshift(block);
  }
  return Buffer.concat(blocks);
}

/** So much of the end of a log is looked at, whatever its lines are like. */
const tailBytes = 4 * 1024 * 1024;
const blockBytes = 64 * 1024;
const lineBreak = 10;
