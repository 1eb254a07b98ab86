/** A file system that does not answer: a server that is away, a disk that hangs. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** The kernel's word for it where it gives up by itself. */
  readonly code = 'ETIMEDOUT';
}

/** Asks places that may not answer. */
export interface Patience {
  /**
   * What `look` gives, if that comes in time. While an answer of this place is overdue, nothing more is asked of it: each
   * question would hold a thread for as long.
   * @throws NoAnswer
   */
  ask<T>(place: string, look: () => Promise<T>): Promise<T>;
}

/** Waits for `limitMs` for each answer. */
export function createPatience(limitMs: number): Patience {
  /** How many answers of a place are overdue. */
  const overdue = new Map<string, number>();
  const count = (place: string, change: 1 | -1) => {
    const next = (overdue.get(place) ?? 0) + change;
    if (next === 0) overdue.delete(place);
    else overdue.set(place, next);
  };

  return {
    ask<T>(place: string, look: () => Promise<T>): Promise<T> {
      if (overdue.has(place)) return Promise.reject(noAnswerOf(place, limitMs));
      const answer = look();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          count(place, 1);
          const settled = () => count(place, -1);
          answer.then(settled, settled);
          reject(noAnswerOf(place, limitMs));
        }, limitMs);
        answer.then(resolve, reject).finally(() => clearTimeout(timer));
      });
    },
  };
}

function noAnswerOf(place: string, limitMs: number): NoAnswer {
  return new NoAnswer(`${place} did not answer within ${limitMs / 1000} s`);
}
