import t from 'tap';
import {
  parseCount,
  parseDuration,
  parseEstimate,
  parseSize,
  parseTime,
  textOrNull,
} from '../../../src/adapters/slurm/slurm-values.ts';

t.test('times are UTC; what is no time is null', async (t) => {
  t.equal(parseTime('2026-11-21T16:46:47'), '2026-11-21T16:46:47.000Z');
  for (const text of ['N/A', 'Unknown', 'NONE', '', '2026-13-45T99:00:00', '1763743607'])
    t.equal(parseTime(text), null, text);
});

t.test('an estimate of centuries is none', async (t) => {
  const now = Date.parse('2026-11-21T16:00:00Z');
  t.equal(parseEstimate('2346-08-15T20:18:51', now), null);
  t.equal(parseEstimate('2026-11-22T16:00:00', now), '2026-11-22T16:00:00.000Z');
});

t.test('durations of all lengths are seconds', async (t) => {
  t.equal(parseDuration('10:00'), 600);
  t.equal(parseDuration('1:00:00'), 3600);
  t.equal(parseDuration('1-02:03:04'), 93_784);
  t.equal(parseDuration('00:01.500'), 1.5);
  for (const text of ['UNLIMITED', 'NOT_SET', 'Partition_Limit', 'n/a', '', '5'])
    t.equal(parseDuration(text), null, text);
});

t.test('sizes are bytes, counts are numbers, and Slurm’s words for nothing are null', async (t) => {
  t.same(['0', '3380K', '1.5G', '100M', '', 'x'].map(parseSize), [
    0,
    3_461_120,
    1_610_612_736,
    104_857_600,
    null,
    null,
  ]);
  t.same(['12', 'UNLIMITED', '', '-1', '9'.repeat(30)].map(parseCount), [12, null, null, null, null]);
  t.same(['', '(null)', 'N/A', 'None assigned', 'n1'].map(textOrNull), [null, null, null, null, 'n1']);
});
