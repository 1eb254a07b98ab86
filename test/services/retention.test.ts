import t from 'tap';
import { isOutdated } from '../../src/services/retention.ts';

const day = 86_400_000;
const start = Date.parse('2026-11-21T00:00:00Z');
const longAgo = new Date(start - 8 * day).toISOString();

t.test('what ended longer ago than it is kept is outdated, a while after the daemon began', (t) => {
  const clocks = { nowMs: start + 700_000, steadyMs: start + 700_000, runsForMs: 700_000 };
  t.equal(isOutdated(longAgo, 7 * day, clocks), true);
  t.equal(isOutdated(new Date(start - 6 * day).toISOString(), 7 * day, clocks), false);
  t.equal(isOutdated(null, 7 * day, clocks), false);
  t.equal(isOutdated(longAgo, 7 * day, { ...clocks, runsForMs: 500_000 }), false, 'the clock may still be wrong');
  t.end();
});

t.test('a clock that jumps while the daemon runs makes nothing outdated', (t) => {
  const yesterday = new Date(start - day).toISOString();
  const runsForMs = 3_600_000;
  t.equal(isOutdated(yesterday, 7 * day, { nowMs: start + 365 * day, steadyMs: start + runsForMs, runsForMs }), false);
  t.equal(isOutdated(longAgo, 7 * day, { nowMs: start - 365 * day, steadyMs: start + runsForMs, runsForMs }), false);
  t.end();
});

t.test('what is kept for a short time is not kept longer for a clock that might be wrong', (t) => {
  const clocks = { nowMs: start, steadyMs: start, runsForMs: 400 };
  t.equal(isOutdated(new Date(start - 350).toISOString(), 300, clocks), true);
  t.end();
});
