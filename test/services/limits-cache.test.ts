import t from 'tap';
import type { SchedulerLimits } from '../../src/domain/scheduler.ts';
import { cacheLimits } from '../../src/services/limits-cache.ts';
import { sampleLimits } from '../support/form-samples.ts';

/** A scheduler that answers when it is told to, on a clock that the test sets. */
function slowScheduler() {
  const waiting: PromiseWithResolvers<SchedulerLimits>[] = [];
  const clock = { now: 1_000_000 };
  const read = cacheLimits(
    () => {
      waiting.push(Promise.withResolvers());
      return (waiting.at(-1) as PromiseWithResolvers<SchedulerLimits>).promise;
    },
    () => clock.now,
  );
  const answer = async (limits: SchedulerLimits | Error) => {
    const last = waiting.at(-1);
    if (limits instanceof Error) last?.reject(limits);
    else last?.resolve(limits);
    await last?.promise.catch(() => undefined);
    await new Promise(setImmediate);
  };
  return { read, answer, clock, asked: () => waiting.length };
}

const limitsOf = (account: string): SchedulerLimits => ({ ...sampleLimits, accounts: [account] });

t.test(
  'the scheduler is asked once, also by many at the same time, and not again while the answer is new',
  async (t) => {
    const { read, answer, clock, asked } = slowScheduler();
    const both = Promise.all([read(), read()]);
    await answer(limitsOf('a'));
    const [first, second] = await both;
    t.equal(first, second);
    clock.now += 299_999;
    t.equal(await read(), first);
    t.equal(asked(), 1);
  },
);

t.test('old limits are given at once while new ones are asked for', async (t) => {
  const { read, answer, clock, asked } = slowScheduler();
  const first = read();
  await answer(limitsOf('a'));
  await first;
  clock.now += 300_000;
  t.same(await read(), limitsOf('a'));
  t.same(await read(), limitsOf('a'));
  t.equal(asked(), 2, 'it is asked once, in the background');
  await answer(limitsOf('b'));
  t.same(await read(), limitsOf('b'));
  t.equal(asked(), 2);
});

t.test('a scheduler that fails is asked again after half a minute, and meanwhile the old limits hold', async (t) => {
  const { read, answer, clock, asked } = slowScheduler();
  const first = read();
  await answer(limitsOf('a'));
  await first;
  clock.now += 300_000;
  await read();
  await answer(new Error('no answer'));
  clock.now += 29_999;
  t.same(await read(), limitsOf('a'));
  t.equal(asked(), 2);
  clock.now += 1;
  t.same(await read(), limitsOf('a'));
  t.equal(asked(), 3);
});

t.test('without any limits the failure is told, and the next one asks again at once', async (t) => {
  const { read, answer, asked } = slowScheduler();
  const first = read();
  const refused = t.rejects(first, { message: 'no answer' });
  await answer(new Error('no answer'));
  await refused;
  const second = read();
  t.equal(asked(), 2);
  await answer(limitsOf('a'));
  t.same(await second, limitsOf('a'));
});
