/** How long a turn lasts at most: an app that needs longer to answer mostly waits for files, not for a processor. */
const usualLongestMs = 1000;

/**
 * Lets few instances start at the same time, the others in the order in which they came. Each start occupies a processor for
 * a while, and whatever runs beside it (this daemon with its answers, the apps that are being used) gets one processor's
 * share among many otherwise; all of them together are ready no later than without turns.
 */
export class StartTurns {
  readonly #atOnce: number;
  readonly #longestMs: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** `atOnce`: how many may start at the same time. */
  constructor(atOnce: number, longestMs = usualLongestMs) {
    this.#atOnce = atOnce;
    this.#longestMs = longestMs;
  }

  /** Resolves when it is its turn, with what ends the turn: to be called when it started or failed; once is enough. */
  async take(): Promise<() => void> {
    if (this.#taken < this.#atOnce) this.#taken += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken -= 1;
      else next();
    };
    const timer = setTimeout(end, this.#longestMs);
    timer.unref();
    return end;
  }
}
