import type { InstanceLog } from './instance-book.ts';

/** What goes wrong at each look is said once in this time, for all instances together. */
const silenceMs = 600_000;

/**
 * Logs errors that come again and again as long as their cause lasts (descriptors used up, a home that is away): the first
 * of a kind at once, then one in ten minutes with the number of those that were left out. `nowMs` is on a clock that nobody sets.
 */
export function createComplaints(log: Pick<InstanceLog, 'error'>, nowMs: () => number = () => performance.now()) {
  const kinds = new Map<string, { saidAt: number; leftOut: number }>();
  return (error: unknown, details: object, message: string): void => {
    const kind = `${message} ${kindOf(error)}`;
    const known = kinds.get(kind);
    if (known !== undefined && nowMs() - known.saidAt < silenceMs) {
      known.leftOut += 1;
      return;
    }
    kinds.set(kind, { saidAt: nowMs(), leftOut: 0 });
    log.error({ err: error, ...details, ...(known?.leftOut ? { left_out: known.leftOut } : {}) }, message);
  };
}

/** "EMFILE", "TypeError": few, whatever paths the messages name. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? String(error.code) : error.name;
}
