/** What may come before its time; more is left to the system, which slows the sender down. */
const maximumBytes = 64 * 1024;

/** What a client sent before its time: a body before it is known where to, or the next request. */
export class HeldBytes {
  #bytes: Buffer | null = null;
  /** What was given out last, whose memory is its taker's to keep. */
  #given: ArrayBufferLike | null = null;

  get isEmpty(): boolean {
    return this.#bytes === null;
  }

  /** Whether the sender should be slowed down. */
  get isFull(): boolean {
    return this.#bytes !== null && this.#bytes.length > maximumBytes;
  }

  /** Keeps lent bytes, or what is left of those that were given out: many small requests in one piece are not copied for each. */
  add(bytes: Buffer): void {
    if (this.#bytes !== null) this.#bytes = Buffer.concat([this.#bytes, bytes]);
    else this.#bytes = bytes.buffer === this.#given ? bytes : copyOf(bytes);
  }

  /** Gives it out; null when there is nothing. */
  take(): Buffer | null {
    const bytes = this.#bytes;
    this.#bytes = null;
    this.#given = bytes?.buffer ?? null;
    return bytes;
  }

  clear(): void {
    this.#bytes = null;
    this.#given = null;
  }
}

/** Not within the memory that small buffers share: whose memory it is tells what was given out. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
