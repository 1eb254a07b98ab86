import t from 'tap';
import { createBackgroundWork } from '../../src/assets/background-work.ts';
import { silentLog } from '../support/asset-request.ts';

t.test('one piece is done after the other, each key once', async (t) => {
  const work = createBackgroundWork({ idleMs: 0, maximumBytes: 100, log: silentLog });
  const steps: string[] = [];
  const piece = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    steps.push(`${name} ends`);
  };
  for (const name of ['a', 'b', 'a']) work.add(name, 10, piece(name));
  await work.settled();
  t.same(steps, ['a begins', 'a ends', 'b begins', 'b ends']);
});

t.test('a piece that fails is told of once, and does not stop the others', async (t) => {
  const warnings: unknown[] = [];
  const log = { ...silentLog, warn: (...entry: unknown[]) => warnings.push(entry) };
  const work = createBackgroundWork({ idleMs: 0, maximumBytes: 100, log });
  const done: string[] = [];
  const failing = () => Promise.reject(new Error('broken'));
  work.add('bad', 10, failing);
  work.add('good', 10, async () => void done.push('good'));
  await work.settled();
  work.add('bad', 10, failing);
  await work.settled();
  t.equal(done.length, 1);
  t.equal(warnings.length, 1);
});

t.test('no more waits than the bound of bytes', async (t) => {
  const work = createBackgroundWork({ idleMs: 0, maximumBytes: 100, log: silentLog });
  const done: string[] = [];
  for (const key of ['a', 'b', 'c']) work.add(key, 60, async () => void done.push(key));
  await work.settled();
  t.equal(done.length, 1);
});

t.test('requests that never cease put it off, but not for ever', async (t) => {
  const work = createBackgroundWork({ idleMs: 10, maximumBytes: 100, log: silentLog });
  const requests = setInterval(() => work.postpone(), 1);
  const done: string[] = [];
  work.add('a', 10, async () => void done.push('a'));
  await work.settled();
  clearInterval(requests);
  t.equal(done.length, 1);
});

t.test('closing drops what waits', async (t) => {
  const work = createBackgroundWork({ idleMs: 60_000, maximumBytes: 100, log: silentLog });
  const done: string[] = [];
  work.add('a', 10, async () => void done.push('a'));
  await work.close();
  work.add('b', 10, async () => void done.push('b'));
  await work.settled();
  t.equal(done.length, 0);
});
