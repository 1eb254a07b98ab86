import t from 'tap';
import { createIdempotencyStore } from '../../src/services/idempotency.ts';

t.test('a repeated key answers the first result, also while that is under way', async (t) => {
  const store = createIdempotencyStore();
  let runs = 0;
  const act = async () => ++runs;
  t.same(await Promise.all([store.once('k', { a: 1 }, act), store.once('k', { a: 1 }, act)]), [1, 1]);
  t.equal(await store.once('k', { a: 1 }, act), 1);
  t.equal(await store.once('other', { a: 1 }, act), 2);
  t.equal(await store.once(undefined, { a: 1 }, act), 3, 'without a key each request counts');
});

t.test('a key with another request is refused', async (t) => {
  const store = createIdempotencyStore();
  await store.once('k', { a: 1 }, async () => 1);
  await t.rejects(
    store.once('k', { a: 2 }, async () => 2),
    { code: 'idempotency_key_reused' },
  );
});

t.test('a failure is forgotten', async (t) => {
  const store = createIdempotencyStore();
  await t.rejects(store.once('k', 1, async () => Promise.reject(new Error('full'))));
  t.equal(await store.once('k', 1, async () => 'done'), 'done');
});

t.test('a key is forgotten after a day', async (t) => {
  let now = 0;
  const store = createIdempotencyStore(() => now);
  await store.once('k', 1, async () => 'first');
  now = 24 * 3600_000 + 1;
  t.equal(await store.once('k', 2, async () => 'second'), 'second');
});

t.test('what a daemon before this one did for a key is found again, and not done twice', async (t) => {
  const kept: { key: string; request: string; result: string }[] = [];
  const recall = (key: string) => kept.find((entry) => entry.key === key) ?? null;
  const first = createIdempotencyStore();
  await first.once('k', { a: 1 }, async (mark) => {
    t.notMatch(JSON.stringify(mark), /"k"/, 'the key itself is not kept');
    if (mark !== null) kept.push({ ...mark, result: 'first' });
    return 'first';
  });
  const next = createIdempotencyStore();
  t.equal(await next.once('k', { a: 1 }, async () => 'second', recall), 'first');
  t.equal(await next.once('other', { a: 1 }, async () => 'second', recall), 'second');
  const other = createIdempotencyStore();
  await t.rejects(
    other.once('k', { a: 2 }, async () => 'third', recall),
    { code: 'idempotency_key_reused' },
  );
  t.equal(await other.once(undefined, { a: 1 }, async (mark) => mark), null, 'without a key there is no mark');
});
