import fc from 'fast-check';
import t from 'tap';
import { clockTime, parseWalltime, timeInWords } from '../../src/domain/walltime.ts';

t.test('a time is read in all the ways in which users write it', async (t) => {
  for (const text of [
    '1h30m',
    '1 h 30 min',
    '90m',
    '90 minutes',
    '1:30:00',
    '01:30:00',
    '0-01:30:00',
    '5400',
    '5400s',
    5400,
  ]) {
    t.equal(parseWalltime(text), 5400, String(text));
  }
  t.equal(parseWalltime('1-00:00:00'), 86_400);
  t.equal(parseWalltime('2 days'), 172_800);
  t.equal(parseWalltime('1D12H'), 129_600);
  t.equal(parseWalltime('12-0:0:0'), 12 * 86_400);
  t.equal(parseWalltime('15 d'), 15 * 86_400);
  t.equal(parseWalltime('1:5:7'), 3_907);
  t.equal(parseWalltime('2 hours 3 minutes 4 s'), 7_384);
  for (const text of ['1 day', '1 d', '1 days', '24 h', '24 hour', '24 hours'])
    t.equal(parseWalltime(text), 86_400, text);
  for (const text of ['90 min', '90 minute', '90minutes']) t.equal(parseWalltime(text), 5_400, text);
});

t.test('what is no time, or could be two, is refused', async (t) => {
  for (const text of [
    '',
    ' ',
    '1:30',
    '1h30',
    'h',
    '-1',
    '1.5h',
    '01:60:00',
    '1e3',
    '999999999999999999999',
    'unlimited',
    null,
    true,
    1.5,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '1'.repeat(100),
    `${' '.repeat(60)}1`,
    '1:30:00 h',
    'x1:30:00',
    '1:30:00.5',
    '1 h!',
    'at 1 h',
    '315360001',
    '87600:00:01',
    '-5:00:00',
  ]) {
    t.equal(parseWalltime(text), null, String(text));
  }
});

t.test('ten years are the longest time', async (t) => {
  t.equal(parseWalltime(315_360_000), 315_360_000);
  t.equal(parseWalltime(315_360_001), null);
  t.equal(parseWalltime('3650 d'), 315_360_000);
  t.equal(parseWalltime(0), 0);
});

t.test('a text of sixty characters is read, a longer one is not', async (t) => {
  t.equal(parseWalltime('1h'.padEnd(60)), 3600);
  t.equal(parseWalltime('1h'.padEnd(61)), null);
});

t.test('a clock has two digits in each place, and hours beyond 24', async (t) => {
  t.strictSame([0, 5, 5400, 93_600, 3_600_000].map(clockTime), [
    '00:00:00',
    '00:00:05',
    '01:30:00',
    '26:00:00',
    '1000:00:00',
  ]);
});

t.test('any number of seconds survives being written and read again', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 315_360_000 }), (seconds) => parseWalltime(clockTime(seconds)) === seconds),
  );
});

t.test('times are said in words', async (t) => {
  t.same([120, 5400, 86_400, 93_605, 45, 0].map(timeInWords), [
    '2 min',
    '1 h 30 min',
    '1 d',
    '1 d 2 h 5 s',
    '45 s',
    '0 s',
  ]);
});
