import t from 'tap';
import { LogSearch } from '../../../src/web/log/log-search.ts';

/** Lines as the painter has them: numbered from `first` on, the last one without an end. */
function sampleLines(...texts: string[]) {
  const lines = {
    generation: 1,
    first: 0,
    texts,
    get end() {
      return lines.first + lines.texts.length - 1;
    },
    textOf: (line: number) => lines.texts[line - lines.first] ?? '',
  };
  return lines;
}

/** Searches, and resolves when all lines were searched. */
async function found(lines: ReturnType<typeof sampleLines>, query: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const search = new LogSearch(lines, () => search.isComplete && resolve());
  search.start(query);
  await promise;
  return search;
}

t.test('plain text is found, whatever its case, with its places', async (t) => {
  const lines = sampleLines('Error (1) error', 'none', 'İ ERROR', 'an erro');
  const search = await found(lines, 'error');
  t.equal(search.total, 3);
  t.same(search.rangesIn(0), [
    { start: 0, end: 5 },
    { start: 10, end: 15 },
  ]);
  t.same(search.rangesIn(2), [{ start: 2, end: 7 }]);
  t.equal((await found(lines, '(1)')).total, 1, 'no regular expression');
  t.equal((await found(lines, '.')).total, 0);
});

t.test('next and previous go around', async (t) => {
  const search = await found(sampleLines('a a', 'b', 'a', 'a'), 'A');
  const forward = [];
  for (let hit = search.after({ line: 0, index: -1 }), n = 0; hit !== null && n < 5; n += 1, hit = search.after(hit))
    forward.push([hit.line, hit.index, search.placeOf(hit)]);
  t.same(forward, [
    [0, 0, 1],
    [0, 1, 2],
    [2, 0, 3],
    [3, 0, 4],
    [0, 0, 1],
  ]);
  t.same(search.before({ line: 0, index: 0 }), { line: 3, index: 0 });
  t.same(search.before({ line: 2, index: 0 }), { line: 0, index: 1 });
  const none = await found(sampleLines('a'), 'x');
  t.same([none.after({ line: 0, index: 0 }), none.before({ line: 0, index: 0 })], [null, null]);
});

t.test('lines that come are counted, those that go are not any more, and the others keep their places', async (t) => {
  const lines = sampleLines('x', 'x x', 'x', '');
  const search = await found(lines, 'x');
  const hit = { line: 2, index: 0 };
  t.equal(search.placeOf(hit), 4);
  lines.texts = ['x', 'new x', 'x unfinished'];
  lines.first = 2;
  search.update();
  t.equal(search.total, 3);
  t.equal(search.placeOf(hit), 1);
  t.equal(search.placeOf({ line: 1, index: 0 }), null);
  t.same(search.before(hit), { line: 4, index: 0 });
  Object.assign(lines, { generation: 2, first: 0, texts: ['x', ''] });
  search.update();
  t.equal(search.total, 1, 'a log that started anew');
});

t.test(
  'a long log is searched a slice at a time, however fast the machine is, so that the page can go on',
  async (t) => {
    const lines = sampleLines(...Array.from({ length: 5_001 }, () => 'ab'.repeat(2_000)));
    let [read, longest, pieces] = [0, 0, 0];
    const textOf = lines.textOf;
    lines.textOf = (line: number) => {
      const text = textOf(line);
      if (line < lines.end) read += text.length;
      return text;
    };
    const { promise, resolve } = Promise.withResolvers<void>();
    const search = new LogSearch(lines, () => {
      pieces += 1;
      longest = Math.max(longest, read);
      read = 0;
      if (search.isComplete) resolve();
    });
    search.start('B');
    t.equal(pieces, 1, 'the first slice is looked at in the call');
    t.notOk(search.isComplete);
    await promise;
    t.equal(search.total, 5_001 * 2_000);
    t.ok(longest <= 254_000, `${longest} characters at most in one go`);
    t.ok(pieces >= 80, `${pieces} pieces`);
  },
);

t.test('many short lines are sliced as well', async (t) => {
  const lines = sampleLines(...Array.from({ length: 20_000 }, () => ''));
  let pieces = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const search = new LogSearch(lines, () => {
    pieces += 1;
    if (search.isComplete) resolve();
  });
  search.start('x');
  await promise;
  t.ok(pieces >= 4, `${pieces} pieces`);
});
