import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Frames that come this soon have room for more entries; those that come later than `slowMs` had too many. */
const fastMs = 25;
const slowMs = 42;

/**
 * Lets a long list appear bit by bit, so that the page answers while it grows: a few entries at once, then as many in a frame as
 * this machine draws without losing frames.
 */
export class GrowingLimit implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #step: number;
  #limit: number;
  #total = 0;
  #frame = 0;
  #lastMs = Number.NaN;

  /** `first`: entries of the first frame. */
  constructor(host: ReactiveControllerHost, first: number) {
    this.#host = host;
    this.#limit = first;
    this.#step = first;
    host.addController(this);
  }

  /** How many of `total` entries to render now; the host is rendered again until it is all of them. */
  of(total: number): number {
    this.#total = total;
    return Math.min(total, this.#limit);
  }

  hostUpdated(): void {
    if (this.#limit >= this.#total) {
      this.#lastMs = Number.NaN;
      return;
    }
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame((nowMs) => this.#grow(nowMs));
  }

  hostDisconnected(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #grow(nowMs: number): void {
    this.#frame = 0;
    const tookMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (tookMs < fastMs) this.#step = Math.ceil(this.#step * 1.25);
    else if (tookMs > slowMs) this.#step = Math.max(2, Math.floor(this.#step / 2));
    this.#limit += this.#step;
    this.#host.requestUpdate();
  }
}
