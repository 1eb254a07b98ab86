import type { Duplex } from 'node:stream';
import { deafListener, type Wire, type WireListener } from './wire.ts';

const fullBytes = 64 * 1024;

/** A wire over a stream within this process. */
export class StreamWire implements Wire {
  listener: WireListener = deafListener;
  readonly remoteAddress = undefined;
  readonly isConnecting = false;
  readonly #stream: Duplex;
  #wasFull = false;

  constructor(stream: Duplex) {
    this.#stream = stream
      // Not within the other end's write: what is written back then would be lost to a reader that is only being set up.
      .on('data', (bytes: Buffer) => process.nextTick(() => this.listener.data(bytes)))
      .on('error', () => undefined)
      // In their turn: else they would come before the last bytes.
      .on('end', () => process.nextTick(() => this.listener.end()))
      .on('close', () =>
        process.nextTick(() => {
          this.listener.close();
          this.listener = deafListener;
        }),
      );
  }

  get destroyed(): boolean {
    return this.#stream.destroyed;
  }

  get unsent(): number {
    return this.#stream.writableLength;
  }

  get isFull(): boolean {
    this.#wasFull ||= this.#stream.writableLength >= fullBytes;
    return this.#wasFull;
  }

  write(bytes: Buffer | string): void {
    if (!this.#stream.writable) return;
    // Whoever reads at the other end keeps what it gets.
    this.#stream.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes), () => {
      if (!this.#wasFull || this.#stream.writableLength > 0) return;
      this.#wasFull = false;
      this.listener.drain();
    });
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  end(): void {
    this.#stream.end();
  }

  destroy(): void {
    this.#stream.destroy();
  }
}
