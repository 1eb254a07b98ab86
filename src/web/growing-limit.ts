import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Lets a long list appear a few entries per frame, so that the page answers while it grows. */
export class GrowingLimit implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #step: number;
  #limit: number;
  #total = 0;
  #frame = 0;

  /** `step`: entries per frame. */
  constructor(host: ReactiveControllerHost, step: number) {
    this.#host = host;
    this.#step = step;
    this.#limit = step;
    host.addController(this);
  }

  /** How many of `total` entries to render now; the host is rendered again until it is all of them. */
  of(total: number): number {
    this.#total = total;
    return Math.min(total, this.#limit);
  }

  hostUpdated(): void {
    if (this.#limit >= this.#total || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#limit += this.#step;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
}
