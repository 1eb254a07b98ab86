import type { SchedulerLimits } from '../domain/scheduler.ts';

/** So long limits count as new: a site changes them a few times a year, opens and closes partitions some times a week. */
const freshMs = 300_000;
/** After a failed attempt it is so long until the next, where old limits are at hand meanwhile. */
const retryMs = 30_000;

/**
 * Limits of the scheduler, asked once for all callers. Old ones are given at once, and asked anew in the background;
 * while that fails they stay. `now` in ms, on a clock that nobody sets.
 */
export function cacheLimits(read: () => Promise<SchedulerLimits>, now: () => number): () => Promise<SchedulerLimits> {
  let known: SchedulerLimits | null = null;
  let nextReadAt = 0;
  let underWay: Promise<SchedulerLimits> | null = null;
  const readAgain = async () => {
    try {
      known = await read();
      nextReadAt = now() + freshMs;
      return known;
    } catch (error) {
      nextReadAt = now() + retryMs;
      throw error;
    } finally {
      underWay = null;
    }
  };
  return async () => {
    if (known !== null && now() < nextReadAt) return known;
    underWay ??= readAgain();
    if (known === null) return underWay;
    underWay.catch(() => undefined);
    return known;
  };
}
