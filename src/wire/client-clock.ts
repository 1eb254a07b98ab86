import type { ConnectionLimits } from './connection-limits.ts';

/**
 * What a client is in the middle of. `waiting` is for its answer, for which there is no limit; `crowding` is the same of one that
 * has sent so many requests more that nobody reads on, and so nobody would notice that it has left.
 */
export type ClientActivity = 'idle' | 'head' | 'body' | 'unwanted_body' | 'waiting' | 'crowding' | 'leaving';

/** `end`: without a word; a text: what it is to be told. */
export type Overdue = 'end' | { reason: string };

/** Looks at one client from time to time, and says when it has been idle or slow for too long. */
export class ClientClock {
  /** When what it is in the middle of began. */
  sinceMs: number = steadyMs();
  #unsent = 0;
  #stalledSinceMs = 0;

  restart(): void {
    this.sinceMs = steadyMs();
  }

  /** @param unsent as in Wire */
  check(activity: ClientActivity, unsent: number, nowMs: number, limits: ConnectionLimits): Overdue | null {
    if (this.#stalledMs(unsent, nowMs) > limits.stalledMs) return 'end';
    // The time of what comes next begins when it has got its answer.
    if (unsent > 0 && activity !== 'body' && activity !== 'unwanted_body') this.sinceMs = nowMs;
    const waitedMs = nowMs - this.sinceMs;
    switch (activity) {
      case 'idle':
        return waitedMs > limits.headMs ? 'end' : null;
      case 'head':
        return waitedMs > limits.headMs ? { reason: 'the head of the request did not come in time' } : null;
      case 'body':
        return waitedMs > limits.bodyMs ? { reason: 'the body of the request did not come in time' } : null;
      case 'unwanted_body':
        return waitedMs > limits.unwantedBodyMs ? 'end' : null;
      case 'crowding':
        return waitedMs > limits.headMs ? 'end' : null;
      case 'leaving':
        return waitedMs > limits.lingerMs ? 'end' : null;
      case 'waiting':
        return null;
    }
  }

  /** For how long nothing of what waits for it has been taken, seen from look to look. */
  #stalledMs(unsent: number, nowMs: number): number {
    if (unsent === 0 || unsent !== this.#unsent) {
      this.#unsent = unsent;
      this.#stalledSinceMs = nowMs;
    }
    return nowMs - this.#stalledSinceMs;
  }
}

/** Whole milliseconds of the daemon's own time: a clock that is set cuts nobody off. */
function steadyMs(): number {
  return Math.trunc(performance.now());
}
