import { numeral } from './texts/counted.ts';
import { unitTexts } from './texts/units.ts';

// To make one takes longer than to draw a card.
const momentFormats: { time?: Intl.DateTimeFormat; dateAndTime?: Intl.DateTimeFormat } = {};

/** 210000000 -> "210 MB"; decimal units, at most three digits. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < unitTexts.bytes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unitTexts.size(numeral(value, value < 10 && unit > 0 ? 1 : 0), unitTexts.bytes[unit] ?? '');
}

/** 3.14 -> "3.1 %", 312.4 -> "312 %". */
export function formatPercent(percent: number): string {
  return unitTexts.percent(numeral(percent, percent < 10 ? 1 : 0));
}

/** 42_000 -> "42 s", 3_900_000 -> "1 h 5 min"; the two largest units, never negative. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return unitTexts.seconds(numeral(seconds));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return unitTexts.minutes(numeral(minutes));
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinUnits(unitTexts.hours(numeral(hours)), unitTexts.minutes, minutes % 60);
  return joinUnits(unitTexts.days(numeral(Math.floor(hours / 24))), unitTexts.hours, hours % 24);
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

function joinUnits(large: string, unit: (value: string) => string, small: number): string {
  return small === 0 ? large : unitTexts.together(large, unit(numeral(small)));
}
