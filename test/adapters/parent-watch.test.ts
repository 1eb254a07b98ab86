import t from 'tap';
import { watchParent } from '../../src/adapters/parent-watch.ts';

t.test('it tells once that the parent changed', async (t) => {
  let parent = 100;
  let calls = 0;
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const stop = watchParent(
    () => {
      calls += 1;
      resolve();
    },
    1,
    () => parent,
  );
  parent = 1;
  await gone;
  stop();
  t.equal(calls, 1);
});
