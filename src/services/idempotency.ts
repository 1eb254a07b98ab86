import { createHash } from 'node:crypto';
import { ManagerError } from '../domain/errors.ts';

const keepMs = 24 * 3600_000;
const maximumKeys = 10_000;

/** Remembers for a day what a POST with an `Idempotency-Key` answered, so that a repetition does nothing twice. */
export interface IdempotencyStore {
  /**
   * Runs `act` for a new key; for a known one gives what the first run gives, also while that still runs. A failed run
   * is forgotten, so that it can be tried again.
   *
   * @throws ManagerError idempotency_key_reused when the key came with another request
   */
  once<T>(key: string | undefined, request: unknown, act: () => Promise<T>): Promise<T>;
}

/** `now` in ms, on a clock that nobody sets. */
export function createIdempotencyStore(now: () => number = () => performance.now()): IdempotencyStore {
  const known = new Map<string, { digest: string; expiresAt: number; result: Promise<unknown> }>();
  const forgetOld = () => {
    for (const [key, entry] of known) {
      if (entry.expiresAt > now() && known.size <= maximumKeys) return;
      known.delete(key);
    }
  };
  return {
    async once<T>(key: string | undefined, request: unknown, act: () => Promise<T>): Promise<T> {
      if (key === undefined) return act();
      forgetOld();
      const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
      const first = known.get(key);
      if (first !== undefined) {
        if (first.digest !== digest) {
          throw new ManagerError(
            'idempotency_key_reused',
            'The first request with this Idempotency-Key was a different one.',
          );
        }
        return first.result as Promise<T>;
      }
      const result = act();
      known.set(key, { digest, expiresAt: now() + keepMs, result });
      result.catch(() => known.delete(key));
      return result;
    },
  };
}
