const intervalMs = 5_000;
/** Who does not want motion gets the plot anew with each new value, and otherwise seldom. */
const calmIntervalMs = 30_000;

/** Calls back, while there is somebody to call and the page is seen, so that what shows the last minutes moves on. */
class RedrawClock {
  readonly #callbacks = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  add(callback: () => void): void {
    this.#callbacks.add(callback);
    this.#timer ??= this.#wait();
  }

  delete(callback: () => void): void {
    this.#callbacks.delete(callback);
    if (this.#callbacks.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): ReturnType<typeof setTimeout> {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    return setTimeout(
      () => {
        if (document.visibilityState === 'visible') for (const callback of this.#callbacks) callback();
        this.#timer = this.#wait();
      },
      isCalm ? calmIntervalMs : intervalMs,
    );
  }
}

/** One clock for all plots of the page. */
export const redrawClock = new RedrawClock();
