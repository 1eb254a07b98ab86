import { MalformedMessage } from './message-head.ts';

/** A head larger than this is refused; hubs with many cookies exceed the 16 KiB that are usual. */
export const maximumHeadBytes = 64 * 1024;

export class HeadTooLarge extends MalformedMessage {
  override name = 'HeadTooLarge';
  override readonly status = 431;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const end = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);
/** What was needed for a larger head is given back after it: the connection may be idle from then on. */
const keptBytes = 4096;

/** Collects the head of a message, however it is cut into pieces. Each byte is looked at once. */
export class HeadReader {
  /** What came of a head whose end has not come, at the beginning of a larger buffer. */
  #kept: Buffer = nothing;
  #length = 0;

  /** Whether a part of a head has come. */
  get begun(): boolean {
    return this.#length > 0;
  }

  /**
   * The head as latin1 text without its empty line, and the bytes after it; null while more is needed.
   *
   * @throws MalformedMessage, HeadTooLarge
   */
  read(bytes: Buffer): { text: string; rest: Buffer } | null {
    const before = this.#length;
    const piece = before === 0 ? withoutEmptyLines(bytes) : bytes;
    if (before === 0) {
      const at = piece.indexOf(end);
      if (at !== -1) return found(piece, at, piece.subarray(at + end.length));
    }
    this.#keep(piece);
    // Only the first byte of an empty line had come.
    if (before === 1 && this.#kept[0] === carriageReturn && this.#kept[1] === lineFeed) return this.#startAnew();
    const all = this.#kept.subarray(0, this.#length);
    const at = all.indexOf(end, Math.max(0, before - end.length + 1));
    checkLineEnds(all, before, at === -1 ? all.length : at);
    if (at === -1) {
      if (all.length > maximumHeadBytes) throw new HeadTooLarge('the head is too large');
      return null;
    }
    this.#length = 0;
    if (this.#kept.length > keptBytes) this.#kept = nothing;
    return found(all, at, Buffer.from(all.subarray(at + end.length)));
  }

  #startAnew(): { text: string; rest: Buffer } | null {
    const rest = Buffer.from(this.#kept.subarray(2, this.#length));
    this.#length = 0;
    return rest.length === 0 ? null : this.read(rest);
  }

  #keep(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#kept.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#kept.length, length, 1024));
      this.#kept.copy(larger, 0, 0, this.#length);
      this.#kept = larger;
    }
    bytes.copy(this.#kept, this.#length);
    this.#length = length;
  }
}

function found(bytes: Buffer, at: number, rest: Buffer): { text: string; rest: Buffer } {
  if (at > maximumHeadBytes) throw new HeadTooLarge('the head is too large');
  return { text: bytes.toString('latin1', 0, at), rest };
}

/** A sender that ends its lines in another way may think that the head has ended, and wait. */
function checkLineEnds(bytes: Buffer, from: number, to: number): void {
  for (let at = bytes.indexOf(lineFeed, from); at !== -1 && at < to; at = bytes.indexOf(lineFeed, at + 1)) {
    if (bytes[at - 1] !== carriageReturn) throw new MalformedMessage('bare line feed');
  }
}

/** Old clients send one after a body (RFC 9112, 2.2). */
function withoutEmptyLines(bytes: Buffer): Buffer {
  let at = 0;
  while (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed) at += 2;
  return at === 0 ? bytes : bytes.subarray(at);
}
