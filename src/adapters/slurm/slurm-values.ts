/** "2026-11-21T16:46:47" (UTC, as asked for by the environment) -> ISO 8601 with "Z"; "N/A", "Unknown" -> null. */
export function parseTime(text: string): string | null {
  // By its looks alone: a Date for each of thousands of jobs takes longer than all the rest.
  return timeForm.test(text) ? `${text}.000Z` : null;
}

const timeForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/**
 * A start that Slurm expects; null where it is more than a year ahead: behind a job that can never start it answers with
 * the year 2346.
 */
export function parseEstimate(text: string, now = Date.now()): string | null {
  const time = parseTime(text);
  return time === null || Date.parse(time) > now + 366 * 24 * 3_600_000 ? null : time;
}

/** "1-02:03:04", "02:03:04", "03:04" or "00:00.003" -> seconds; "UNLIMITED", "NONE", "n/a" -> null. */
export function parseDuration(text: string): number | null {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  if (match === null) return null;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match.map((part) => Number(part ?? 0));
  return reckonable(((days * 24 + hours) * 60 + minutes) * 60 + seconds);
}

/** "3380K", "1.5G", "0" -> bytes; "" -> null. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]?)$/.exec(text);
  if (match === null) return null;
  const exponent = ' KMGTP'.indexOf(match[2] || ' ');
  return reckonable(Math.round(Number(match[1]) * 1024 ** exponent));
}

/** A number beyond all that a scheduler counts is none: dates and JSON could not hold it. */
function reckonable(value: number): number | null {
  return value <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** "12" -> 12; "UNLIMITED", "" -> null. */
export function parseCount(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** "(null)", "N/A", "None assigned" and "" -> null; anything else as it is. */
export function textOrNull(text: string): string | null {
  return text === '' || text === '(null)' || text === 'N/A' || text === 'None assigned' ? null : text;
}
