import { watch as fsWatch, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { watchAppFiles } from '../../src/adapters/app-file-watch.ts';
import { until } from '../support/until.ts';

/** A watch, and a promise of its next hint. */
function watched(t: Test) {
  let arrived = () => {};
  const watch = watchAppFiles(() => arrived());
  t.teardown(() => watch.close());
  const nextHint = () =>
    new Promise<void>((resolve) => {
      // Keeps the process alive: the watches alone do not.
      const deadline = setTimeout(() => t.fail('no hint came within 10 s'), 10_000);
      arrived = () => {
        clearTimeout(deadline);
        resolve();
      };
    });
  return { watch, nextHint };
}

t.test('a change of an app file is hinted at, however it is written', async (t) => {
  const changes: Record<string, (trame: string, cone: string) => void> = {
    'written in place': (_trame, cone) => writeFileSync(join(cone, 'app.yml'), 'a: 2'),
    'moved into place': (_trame, cone) => renameSync(join(cone, '.new'), join(cone, 'app.yml')),
    removed: (_trame, cone) => rmSync(join(cone, 'app.yml')),
    'an icon': (_trame, cone) => writeFileSync(join(cone, 'icon.SVG'), '<svg/>'),
    'a new directory': (trame) => mkdirSync(join(trame, 'new.app')),
    'a directory removed': (_trame, cone) => rmSync(cone, { recursive: true }),
  };
  for (const [title, change] of Object.entries(changes)) {
    await t.test(title, async (t) => {
      const root = t.testdir({ trame: { cone: { 'app.yml': 'a: 1', '.new': 'a: 3' } } });
      const { watch, nextHint } = watched(t);
      const [trame, cone] = [join(root, 'trame'), join(root, 'trame/cone')];
      t.equal(watch.follow([trame], [cone]), true);
      t.equal(watch.follow([trame], [cone]), false, 'nothing new the second time');
      const hint = nextHint();
      change(trame, cone);
      await hint;
    });
  }
});

t.test('other files of an app make no hint', async (t) => {
  const cone = join(t.testdir({ cone: { 'app.yml': 'a: 1' } }), 'cone');
  let hints = 0;
  const watch = watchAppFiles(() => hints++);
  t.teardown(() => watch.close());
  watch.follow([], [cone]);
  const witness = fsWatch(cone);
  const seen = new Promise<void>((resolve) => witness.on('change', (_event, name) => name === 'app.yml' && resolve()));
  writeFileSync(join(cone, 'results.csv'), '1');
  // Removing is a single event, and the last: once it was seen, all of results.csv were.
  rmSync(join(cone, 'app.yml'));
  await seen;
  await new Promise((resolve) => setImmediate(resolve));
  witness.close();
  t.equal(hints, 1);
});

t.test('a closed or no longer followed directory makes no hint', async (t) => {
  const root = t.testdir({ a: { 'app.yml': '' }, b: { 'app.yml': '', 'app.yaml': '' } });
  let hints = 0;
  const watch = watchAppFiles(() => hints++);
  watch.follow([], [join(root, 'a'), join(root, 'b')]);
  watch.follow([], [join(root, 'b')]);
  const witness = fsWatch(join(root, 'b'));
  t.teardown(() => witness.close());
  const removeAndSee = async (...files: string[]) => {
    const seen = new Promise<void>((resolve) => witness.once('change', () => resolve()));
    for (const file of files) rmSync(join(root, file));
    await seen;
    await new Promise((resolve) => setImmediate(resolve));
  };
  await removeAndSee('a/app.yml', 'b/app.yml');
  t.equal(hints, 1, 'only of b');
  watch.close();
  await removeAndSee('b/app.yaml');
  t.equal(hints, 1);
});

t.test('a directory that does not exist yet is awaited', async (t) => {
  const root = t.testdir({});
  const { watch, nextHint } = watched(t);
  const trame = join(root, 'share/jupyter/trame');
  for (const part of ['share', 'share/jupyter', 'share/jupyter/trame', 'share/jupyter/trame/cone']) {
    t.equal(watch.follow([trame], []), true, `before ${part}`);
    const hint = nextHint();
    mkdirSync(join(root, part));
    await hint;
  }
});

t.test('a directory that was removed and made again is watched again', async (t) => {
  const root = t.testdir({ trame: { cone: {} } });
  const { watch, nextHint } = watched(t);
  const trame = join(root, 'trame');
  const cone = join(trame, 'cone');
  watch.follow([trame], [cone]);
  let hint = nextHint();
  rmSync(cone, { recursive: true });
  await hint;
  mkdirSync(cone);
  await until(() => watch.follow([trame], [cone]));
  hint = nextHint();
  writeFileSync(join(cone, 'app.yml'), 'a: 1');
  await hint;
});

t.test('what cannot be watched is no error', async (t) => {
  const { watch } = watched(t);
  t.equal(watch.follow([], ['/nowhere/at/all', '/dev/null/x']), false);
  watch.close();
  watch.close();
});
