import { MalformedMessage } from './message-head.ts';

/** A head larger than this is refused; hubs with many cookies exceed the 16 KiB that are usual. */
export const maximumHeadBytes = 64 * 1024;

export class HeadTooLarge extends MalformedMessage {
  override name = 'HeadTooLarge';
  override readonly status = 431;
}

export class HeadTooSlow extends MalformedMessage {
  override name = 'HeadTooSlow';
  override readonly status = 408;
}

/** Collects the head of a message, however it is cut into pieces. */
export class HeadReader {
  #kept: Buffer | null = null;

  /** Whether a part of a head has come. */
  get begun(): boolean {
    return this.#kept !== null;
  }

  /**
   * The head as latin1 text without its empty line, and the bytes after it; null while more is needed.
   *
   * @throws MalformedMessage, HeadTooLarge
   */
  read(bytes: Buffer): { text: string; rest: Buffer } | null {
    const all = withoutEmptyLines(this.#kept === null ? bytes : Buffer.concat([this.#kept, bytes]));
    const end = all.indexOf('\r\n\r\n');
    if (end > maximumHeadBytes || (end === -1 && all.length > maximumHeadBytes)) throw new HeadTooLarge('head');
    if (end === -1) return this.#keep(all);
    this.#kept = null;
    return { text: all.toString('latin1', 0, end), rest: all.subarray(end + 4) };
  }

  #keep(bytes: Buffer): null {
    // Its sender may think that the head has ended, and wait.
    if (/(?<!\r)\n/.test(bytes.toString('latin1'))) throw new MalformedMessage('bare line feed');
    this.#kept = bytes.length === 0 ? null : Buffer.from(bytes);
    return null;
  }
}

/** Old clients send one after a body (RFC 9112, 2.2). */
function withoutEmptyLines(bytes: Buffer): Buffer {
  let at = 0;
  while (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at += 2;
  return at === 0 ? bytes : bytes.subarray(at);
}
