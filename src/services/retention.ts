/** How a daemon tells the time: `nowMs` by the clock, `steadyMs` by the clock as it was at its start plus the time since then. */
export interface Clocks {
  nowMs: number;
  steadyMs: number;
  /** For how long the daemon has run. */
  runsForMs: number;
}

/** After a machine's start its clock may be wrong for this long, until it asked another one. */
const settlingMs = 600_000;

/**
 * True where something ended longer than `keepMs` ago. A clock that jumps into the future must not take all cards away: only
 * time that really passed counts while a daemon runs, and it waits a while after its own start (not longer than things are
 * kept). `endedAt` is ISO 8601; null: it has not ended.
 */
export function isOutdated(endedAt: string | null, keepMs: number, clocks: Clocks = readClocks()): boolean {
  if (endedAt === null || clocks.runsForMs < Math.min(settlingMs, keepMs)) return false;
  return Math.min(clocks.nowMs, clocks.steadyMs) - Date.parse(endedAt) > keepMs;
}

function readClocks(): Clocks {
  const runsForMs = performance.now();
  return { nowMs: Date.now(), steadyMs: performance.timeOrigin + runsForMs, runsForMs };
}
