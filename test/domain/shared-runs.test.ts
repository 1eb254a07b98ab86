import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { shareRuns } from '../../src/domain/shared-runs.ts';

/** Work whose runs end when the test says so. */
function heldWork() {
  const runs: PromiseWithResolvers<number>[] = [];
  const ask = shareRuns(() => {
    const run = Promise.withResolvers<number>();
    runs.push(run);
    return run.promise;
  });
  return { runs, ask };
}

t.test('who asks while it is done gets the next run, together with the others', async (t) => {
  const { runs, ask } = heldWork();
  const first = ask();
  const others = [ask(), ask(), ask()];
  t.equal(runs.length, 1);
  runs[0]?.resolve(1);
  t.equal(await first, 1);
  await nextTurn();
  t.equal(runs.length, 2);
  runs[1]?.resolve(2);
  t.strictSame(await Promise.all(others), [2, 2, 2]);
  await nextTurn();
  const later = ask();
  t.equal(runs.length, 3);
  runs[2]?.resolve(3);
  t.equal(await later, 3);
});

t.test('a run that fails is told to those who asked for it, and the next is made', async (t) => {
  const { runs, ask } = heldWork();
  const first = ask();
  const second = ask();
  runs[0]?.reject(new Error('first'));
  await t.rejects(first, /first/);
  await nextTurn();
  runs[1]?.resolve(2);
  t.equal(await second, 2);
});
