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
  ]) {
    t.equal(parseWalltime(text), null, String(text));
  }
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
