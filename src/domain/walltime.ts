/** The longest time that is taken: ten years. */
const longestSeconds = 315_360_000;

/**
 * Reads a time as users and schedulers write it, in seconds; null where it is none. What could mean two things ("1:30") is
 * none.
 *
 *     "1h30m", "1 h 30 min", "90m", "1:30:00", "0-01:30:00", "5400", 5400 -> 5400
 */
export function parseWalltime(written: unknown): number | null {
  if (typeof written === 'number') return bounded(written);
  if (typeof written !== 'string' || written.length > 60) return null;
  const text = written.trim().toLowerCase();
  if (/^\d+$/.test(text)) return bounded(Number(text));
  const clock = /^(?:(\d+)-)?(\d+):([0-5]?\d):([0-5]?\d)$/.exec(text);
  if (clock !== null) {
    const [days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
    return bounded(((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds));
  }
  const units =
    /^(?:(\d+)\s*d(?:ays?)?\s*)?(?:(\d+)\s*h(?:ours?)?\s*)?(?:(\d+)\s*m(?:in(?:utes?)?)?\s*)?(?:(\d+)\s*s)?$/.exec(
      text,
    );
  if (units === null || text === '') return null;
  const [days, hours, minutes, seconds] = units.slice(1).map((part) => Number(part ?? 0));
  return bounded(((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds));
}

/** 5400 -> "01:30:00"; hours go beyond 24, which schedulers take: 93_600 -> "26:00:00". */
export function clockTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** 5400 -> "1 h 30 min", 86_400 -> "1 d", 45 -> "45 s" */
export function timeInWords(seconds: number): string {
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ] as const;
  const words = units.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return words.length === 0 ? '0 s' : words.join(' ');
}

function bounded(seconds: number): number | null {
  return Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= longestSeconds ? seconds : null;
}
