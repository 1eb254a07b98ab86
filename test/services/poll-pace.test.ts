import t from 'tap';
import { createPollPace } from '../../src/services/poll-pace.ts';

t.test('the first questions are free, those that follow without a pause get turns', async (t) => {
  let nowMs = 1000;
  const pace = createPollPace({ burst: 3, everyMs: 100, maximumWaitMs: 250, now: () => nowMs });
  const take = (count: number) => Array.from({ length: count }, () => pace.takeTurn());
  t.same(take(3), [0, 0, 0]);
  t.same(take(2), [100, 200], 'in the order in which they came');
  t.same(take(3), [250, 250, 250], 'nobody waits longer than that');
  nowMs += 250;
  t.same(take(1), [100], 'who waits for an answer before he asks again gets one with each turn');
  nowMs += 5000;
  t.same(take(4), [0, 0, 0, 100], 'after a pause it begins anew');
});
