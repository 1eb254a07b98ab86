/** Offsets below this are what a Date header's whole seconds and the way of the answer explain. */
const toleranceMs = 5_000;

/** The daemon's time as far as the page knows it: the browser's clock may be wrong by a day. */
class ServerClock {
  #offsetMs = 0;
  readonly #listeners = new Set<(byMs: number) => void>();

  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Takes the `Date` header of an answer; null or nonsense changes nothing. */
  readDate(header: string | null): void {
    const offsetMs = Date.parse(header ?? '') - Date.now();
    const byMs = offsetMs - this.#offsetMs;
    // What is not a number is not less either.
    if (!(Math.abs(byMs) >= toleranceMs)) return;
    this.#offsetMs = offsetMs;
    for (const listener of [...this.#listeners]) listener(byMs);
  }

  /** Calls back when the time that is known jumps, with the milliseconds; returns the function that ends it. */
  onJump(listener: (byMs: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** One clock for the page: all that is shown as "for 12 s" or "in 5 min" counts by it. */
export const serverClock = new ServerClock();
