import t from 'tap';
import { ApiError } from '../../src/web/api-error.ts';
import { failureSentences } from '../../src/web/failure-sentences.ts';
import { inTurns } from '../../src/web/in-turns.ts';

t.test('few are under way at a time, all get their turn, and failures keep nobody', async (t) => {
  let underWay = 0;
  let most = 0;
  const seen: number[] = [];
  const done: number[] = [];
  const failures = await inTurns(
    [1, 2, 3, 4, 5, 6, 7],
    3,
    async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      seen.push(item);
      if (item % 3 === 0) throw new Error(`no ${item}`);
    },
    (count) => done.push(count),
  );
  t.same([seen.sort(), most, done], [[1, 2, 3, 4, 5, 6, 7], 3, [1, 2, 3, 4, 5, 6, 7]]);
  t.same(failures.map(({ item }) => item).sort(), [3, 6]);
});

t.test('everything that failed is named, each reason once', async (t) => {
  const gone = new ApiError('unreachable', 'It cannot be reached.', 'Try again.');
  const failure = (name: string, error: Error) => ({ item: { name }, error });
  t.equal(
    failureSentences([failure('a', gone), failure('b', new Error('No.')), failure('c', gone)]),
    'a, c: It cannot be reached. Try again. b: No.',
  );
});
