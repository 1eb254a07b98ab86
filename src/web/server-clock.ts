/** Offsets below this are what a Date header's whole seconds and the way of the answer explain. */
const toleranceMs = 5_000;

/** The daemon's time as far as the page knows it: the browser's clock may be wrong by a day. */
class ServerClock {
  #offsetMs = 0;

  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Takes the `Date` header of an answer; null or nonsense changes nothing. */
  readDate(header: string | null): void {
    const offsetMs = Date.parse(header ?? '') - Date.now();
    if (Number.isFinite(offsetMs)) this.#offsetMs = Math.abs(offsetMs) < toleranceMs ? 0 : offsetMs;
  }
}

/** One clock for the page: all that is shown as "for 12 s" or "in 5 min" counts by it. */
export const serverClock = new ServerClock();
