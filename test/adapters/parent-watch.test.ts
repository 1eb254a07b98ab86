import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { declaredParent, watchParent } from '../../src/adapters/parent-watch.ts';

/** Resolves when the watch says that the parent is gone; `calls` counts how often it did. */
function watch(t: { teardown(handler: () => void): void }, options: Parameters<typeof watchParent>[1]) {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const seen = { calls: 0, gone };
  const stop = watchParent(() => {
    seen.calls += 1;
    resolve();
  }, options);
  t.teardown(stop);
  return seen;
}

t.test('it tells once that the parent changed', async (t) => {
  let parent = 100;
  const seen = watch(t, { parentPid: () => parent });
  parent = 1;
  await seen.gone;
  t.equal(seen.calls, 1);
});

t.test('a declared parent that ended before the watch began is missed, too', async (t) => {
  const child = spawn('true');
  await once(child, 'exit');
  const seen = watch(t, { parentPid: () => 1, declared: child.pid ?? 0 });
  await seen.gone;
  t.equal(seen.calls, 1);
});

t.test('a declared parent that runs is no reason to end', async (t) => {
  const other = spawn('sleep', ['60']);
  t.teardown(() => other.kill());
  const running = watch(t, { parentPid: () => 1, declared: other.pid ?? 0 });
  // A watch that was begun later has looked by then.
  await watch(t, {
    parentPid: (() => {
      let pid = 5;
      return () => pid--;
    })(),
  }).gone;
  t.equal(running.calls, 0);
});

t.test('only a pid in the environment names a parent', async (t) => {
  t.equal(declaredParent({ TRAME_MANAGER_PARENT: '4711' }), 4711);
  for (const text of ['', '0', '-1', '1e3', 'x', '12345678901']) {
    t.equal(declaredParent({ TRAME_MANAGER_PARENT: text }), null, text);
  }
  t.equal(declaredParent({}), null);
});
