// To make one takes longer than to draw a card.
const momentFormats: { time?: Intl.DateTimeFormat; dateAndTime?: Intl.DateTimeFormat } = {};

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 210000000 -> "210 MB"; decimal units, at most three digits. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${byteUnits[unit]}`;
}

/** 3.14 -> "3.1 %", 312.4 -> "312 %". */
export function formatPercent(percent: number): string {
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** 42_000 -> "42 s", 3_900_000 -> "1 h 5 min"; the two largest units, never negative. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinUnits(hours, 'h', minutes % 60, 'min');
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** "2026-05-09T07:29:33Z" -> the time of day, with the date where it is another day than `nowMs`. */
export function formatMoment(iso: string, nowMs: number): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const sameDay = moment.toDateString() === new Date(nowMs).toDateString();
  return momentFormat(sameDay ? 'time' : 'dateAndTime').format(moment);
}

function momentFormat(parts: 'time' | 'dateAndTime'): Intl.DateTimeFormat {
  const known = momentFormats[parts];
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(undefined, {
    timeStyle: 'short',
    ...(parts === 'time' ? {} : { dateStyle: 'medium' }),
  });
  momentFormats[parts] = format;
  return format;
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
