import type { BodyTracker, ContentListener } from './body-tracker.ts';
import { MalformedMessage, parseHeaders } from './message-head.ts';

/** Longer than any chunk size with a sensible extension. */
const maximumSizeLine = 1024;
const maximumTrailerBytes = 65_536;
/** 13 hexadecimal digits stay within the safe integers. The extension may hold no control characters. */
const sizeLine = /^([0-9a-fA-F]{1,13})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
/** What a trailer may not change (RFC 9110, 6.5.1), and what a request must not bring past the checks of its head. */
const notInTrailers =
  /^(?:transfer-encoding|content-(?:length|type|encoding|range)|host|connection|upgrade|te|trailer|authorization|proxy-.*|cookie|set-cookie|x-forwarded-.*|forwarded|x-xsrftoken)$/;

type Expecting = 'size' | 'data' | 'data_end' | 'trailers' | 'nothing';

/** Follows a chunked body without changing it (RFC 9112, 7.1): only the lines between the chunks are looked at. */
export function createChunkTracker(onContent: ContentListener | null): BodyTracker {
  return new ChunkTracker(onContent);
}

class ChunkTracker implements BodyTracker {
  beforeTrailers = 0;
  readonly #onContent: ContentListener | null;
  #expecting: Expecting = 'size';
  /** Bytes of the chunk still to come. */
  #left = 0;
  /** The beginning of a line whose end has not come yet. */
  #line = '';
  #trailerBytes = 0;

  constructor(onContent: ContentListener | null) {
    this.#onContent = onContent;
  }

  get done(): boolean {
    return this.#expecting === 'nothing';
  }

  take(bytes: Buffer): number {
    let at = 0;
    this.beforeTrailers = this.#expecting === 'trailers' ? 0 : bytes.length;
    while (at < bytes.length && this.#expecting !== 'nothing') {
      const wasBefore = this.#expecting !== 'trailers';
      at = this.#expecting === 'data' ? this.#skipData(bytes, at) : this.#readLine(bytes, at);
      if (wasBefore && this.#expecting === 'trailers') this.beforeTrailers = at;
    }
    return at;
  }

  #skipData(bytes: Buffer, at: number): number {
    const count = Math.min(this.#left, bytes.length - at);
    this.#onContent?.(bytes.subarray(at, at + count));
    this.#left -= count;
    if (this.#left === 0) this.#expecting = 'data_end';
    return at + count;
  }

  #readLine(bytes: Buffer, at: number): number {
    const feed = bytes.indexOf(0x0a, at);
    const end = feed === -1 ? bytes.length : feed + 1;
    this.#line += bytes.toString('latin1', at, end);
    if (this.#line.length > this.#lineLimit()) throw new MalformedMessage('overlong line in a chunked body');
    if (feed === -1) return end;
    if (!this.#line.endsWith('\r\n')) throw new MalformedMessage('bare line feed in a chunked body');
    const line = this.#line.slice(0, -2);
    this.#line = '';
    this.#takeLine(line);
    return end;
  }

  #lineLimit(): number {
    if (this.#expecting === 'data_end') return 2;
    return this.#expecting === 'size' ? maximumSizeLine : maximumTrailerBytes - this.#trailerBytes;
  }

  #takeLine(line: string): void {
    if (this.#expecting === 'size') {
      const size = sizeLine.exec(line)?.[1];
      if (size === undefined) throw new MalformedMessage('chunk size');
      this.#left = Number.parseInt(size, 16);
      this.#expecting = this.#left === 0 ? 'trailers' : 'data';
    } else if (this.#expecting === 'data_end') {
      if (line !== '') throw new MalformedMessage('chunk longer than its size');
      this.#expecting = 'size';
    } else if (line === '') {
      this.#expecting = 'nothing';
    } else {
      this.#trailerBytes += line.length;
      checkTrailer(line);
    }
  }
}

function checkTrailer(line: string): void {
  if (/[\x00-\x08\x0a-\x1f\x7f]|^[ \t]/.test(line)) throw new MalformedMessage('trailer');
  const [name = ''] = Object.keys(parseHeaders(line, 0).headers);
  if (notInTrailers.test(name)) throw new MalformedMessage(`trailer ${name}`);
}
