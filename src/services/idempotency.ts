import { createHash } from 'node:crypto';
import { ManagerError } from '../domain/errors.ts';

const keepMs = 24 * 3600_000;
const maximumKeys = 10_000;

/** What is kept of a key and its request: digests, as a key may be a secret of its client. */
export interface IdempotencyMark {
  key: string;
  request: string;
}

/** Remembers for a day what a POST with an `Idempotency-Key` answered, so that a repetition does nothing twice. */
export interface IdempotencyStore {
  /**
   * Runs `act` for a new key; for a known one gives what the first run gives, also while that still runs. A failed run
   * is forgotten, so that it can be tried again. `recall` finds what a daemon before this one did for a key; `act` is given
   * the mark by which that can be found later, null without a key.
   *
   * @throws ManagerError idempotency_key_reused when the key came with another request
   */
  once<T>(
    key: string | undefined,
    request: unknown,
    act: (mark: IdempotencyMark | null) => Promise<T>,
    recall?: (key: string) => { request: string; result: T } | null,
  ): Promise<T>;
}

/** `now` in ms, on a clock that nobody sets. */
export function createIdempotencyStore(now: () => number = () => performance.now()): IdempotencyStore {
  const known = new Map<string, { request: string; expiresAt: number; result: Promise<unknown> }>();
  const forgetOld = () => {
    for (const [key, entry] of known) {
      if (entry.expiresAt > now() && known.size <= maximumKeys) return;
      known.delete(key);
    }
  };
  return {
    async once<T>(
      key: string | undefined,
      request: unknown,
      act: (mark: IdempotencyMark | null) => Promise<T>,
      recall: (key: string) => { request: string; result: T } | null = () => null,
    ): Promise<T> {
      if (key === undefined) return act(null);
      forgetOld();
      const mark = { key: digest(key), request: digest(JSON.stringify(request)) };
      const first = known.get(mark.key);
      if (first !== undefined) {
        if (first.request !== mark.request) throw reused();
        return first.result as Promise<T>;
      }
      const before = recall(mark.key);
      if (before !== null && before.request !== mark.request) throw reused();
      const result = before === null ? act(mark) : Promise.resolve(before.result);
      known.set(mark.key, { request: mark.request, expiresAt: now() + keepMs, result });
      result.catch(() => known.delete(mark.key));
      return result;
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function reused(): ManagerError {
  return new ManagerError('idempotency_key_reused', 'The first request with this Idempotency-Key was a different one.');
}
