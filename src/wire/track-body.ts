import type { BodyFraming } from './body-framing.ts';
import type { BodyTracker, ContentListener } from './body-tracker.ts';
import { createChunkTracker } from './chunk-tracker.ts';

/** @param onContent is told the content without its framing */
export function trackBody(framing: BodyFraming, onContent: ContentListener | null = null): BodyTracker {
  if (framing.kind === 'chunked') return createChunkTracker(onContent);
  if (framing.kind === 'none') return noBody;
  return new CountedBody(framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY, onContent);
}

const noBody: BodyTracker = { done: true, beforeTrailers: Number.POSITIVE_INFINITY, take: () => 0 };

class CountedBody implements BodyTracker {
  readonly beforeTrailers = Number.POSITIVE_INFINITY;
  #left: number;
  readonly #onContent: ContentListener | null;

  constructor(bytes: number, onContent: ContentListener | null) {
    this.#left = bytes;
    this.#onContent = onContent;
  }

  get done(): boolean {
    return this.#left === 0;
  }

  take(bytes: Buffer): number {
    const count = Math.min(this.#left, bytes.length);
    this.#left -= count;
    this.#onContent?.(bytes.subarray(0, count));
    return count;
  }
}
