import t from 'tap';
import { createPatience, NoAnswer } from '../../src/adapters/patience.ts';

t.test('an answer that comes in time is passed on, an error too', async (t) => {
  const patience = createPatience(10_000);
  t.equal(await patience.ask('/a', async () => 7), 7);
  await t.rejects(
    patience.ask('/a', () => Promise.reject(new RangeError('x'))),
    RangeError,
  );
});

t.test('a place that is silent is not asked again before it answered, and others are', async (t) => {
  const patience = createPatience(20);
  const { promise, resolve } = Promise.withResolvers<number>();
  await t.rejects(
    patience.ask('/hung', () => promise),
    { code: 'ETIMEDOUT', message: '/hung did not answer within 0.02 s' },
  );
  await t.rejects(
    patience.ask('/hung', async () => t.fail('it is asked again')),
    NoAnswer,
  );
  t.equal(await patience.ask('/well', async () => 1), 1);
  resolve(1);
  await promise;
  t.equal(await patience.ask('/hung', async () => 2), 2);
});

t.test('a place is silent as long as any of its answers is overdue', async (t) => {
  const patience = createPatience(20);
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await Promise.all(answers.map(({ promise }) => t.rejects(patience.ask('/hung', () => promise))));
  answers[0]?.resolve();
  await answers[0]?.promise;
  await t.rejects(patience.ask('/hung', async () => 1));
  answers[1]?.reject(new Error('it came back with an error'));
  await answers[1]?.promise.catch(() => undefined);
  t.equal(await patience.ask('/hung', async () => 1), 1);
});
