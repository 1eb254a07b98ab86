import t from 'tap';
import { formatBytes, formatDuration, formatMoment, formatPercent } from '../../src/web/format.ts';

t.test('bytes are shown in decimal units with few digits', async (t) => {
  t.equal(formatBytes(0), '0 B');
  t.equal(formatBytes(999), '999 B');
  t.equal(formatBytes(1_500), '1.5 kB');
  t.equal(formatBytes(999_700), '1.0 MB');
  t.equal(formatBytes(210_000_000), '210 MB');
  t.equal(formatBytes(3.2e15), '3,200 TB');
});

t.test('percents above one core are shown without decimals', async (t) => {
  t.equal(formatPercent(3.14), '3.1 %');
  t.equal(formatPercent(312.4), '312 %');
});

t.test('durations have two units at most and are never negative', async (t) => {
  t.equal(formatDuration(-5), '0 s');
  t.equal(formatDuration(42_999), '42 s');
  t.equal(formatDuration(119_000), '1 min');
  t.equal(formatDuration(3_900_000), '1 h 5 min');
  t.equal(formatDuration(7_200_000), '2 h');
  t.equal(formatDuration(26 * 3_600_000), '1 d 2 h');
});

t.test('a moment of another day has its date, and nonsense is shown as it is', async (t) => {
  const nowMs = new Date(2026, 4, 9, 12).getTime();
  const today = formatMoment(new Date(2026, 4, 9, 8, 30).toISOString(), nowMs);
  const before = formatMoment(new Date(2026, 4, 1, 8, 30).toISOString(), nowMs);
  t.match(today, /8:30/);
  t.notMatch(today, /2026/);
  t.match(before, /2026/);
  t.equal(formatMoment('never', nowMs), 'never');
});
