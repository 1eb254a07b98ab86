export interface PollPace {
  /** Takes the next turn; gives how long it is until then, in ms. */
  takeTurn(): number;
}

/**
 * Holds back those who ask without a pause: `burst` questions are free, further ones get a turn every `everyMs`, in the order in
 * which they came. Nobody waits longer than `maximumWaitMs`: who asked before may be gone.
 *
 * @param options now: gives the time in ms; by default a clock that is never set
 */
export function createPollPace(options: {
  burst: number;
  everyMs: number;
  maximumWaitMs: number;
  now?: () => number;
}): PollPace {
  const { burst, everyMs, maximumWaitMs, now = () => performance.now() } = options;
  /** When the questions so far would all be answered at an even pace. */
  let evenAt = Number.NEGATIVE_INFINITY;
  return {
    takeTurn() {
      const freeMs = burst * everyMs;
      evenAt = Math.min(Math.max(evenAt, now()) + everyMs, now() + freeMs + maximumWaitMs);
      return Math.max(0, evenAt - freeMs - now());
    },
  };
}
