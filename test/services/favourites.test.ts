import t from 'tap';
import { type Favourites, maximumFavourites, maximumRecent, noFavourites } from '../../src/domain/favourites.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import { createFavouriteBook } from '../../src/services/favourites.ts';
import { chosenDirectories } from '../../src/services/noted-launches.ts';
import type { LaunchRequest } from '../../src/services/ports.ts';

function setUp(before: Partial<Favourites> = {}) {
  const kept = { now: { ...noFavourites, ...before }, failing: false };
  const book = createFavouriteBook({
    async read() {
      if (kept.failing) throw new Error('the file system does not answer');
      return kept.now;
    },
    async update(change) {
      if (kept.failing) throw new Error('the disk is full');
      kept.now = change(kept.now);
      return kept.now;
    },
  });
  const told: Favourites[] = [];
  book.on('change', (now) => told.push(now));
  return { kept, book, told };
}

t.test('what is added stands last, once, and is told; what is not there can be removed', async (t) => {
  const { book, told } = setUp({ apps: ['a'] });
  await book.add('apps', 'b');
  await book.add('apps', 'a');
  await book.add('paths', '/data/./run 1/');
  await book.remove('paths', '/nowhere');
  await book.remove('apps', 'a');
  t.strictSame(
    told.map(({ apps, paths }) => [apps.join(), paths.join()]),
    [
      ['a,b', ''],
      ['a,b', '/data/run 1'],
      ['b', '/data/run 1'],
    ],
  );
  t.strictSame(book.last(), told.at(-1));
});

t.test('paths that are none, and more than there may be, are refused', async (t) => {
  const { book, kept } = setUp({ apps: Array.from({ length: maximumFavourites }, (_, index) => `a${index}`) });
  for (const path of ['data', '/a\0b', `/${'x'.repeat(5000)}`, '/\ud800'])
    await t.rejects(book.add('paths', path), { code: 'invalid_parameters', errors: [{ path: '/path' }] });
  await t.rejects(book.add('apps', 'one more'), { code: 'invalid_parameters', message: /200 favourite apps/ });
  await t.resolves(book.add('apps', 'a7'));
  t.equal(kept.now.paths.length, 0);
});

t.test('launches come first among what is recent; failing to note one is nothing', async (t) => {
  const { book, kept } = setUp();
  for (let index = 0; index <= maximumRecent; index += 1) await book.noteLaunch(`a${index}`, [`/d${index}`]);
  await book.noteLaunch('a5', ['/d7', '/d5']);
  t.strictSame(kept.now.recent_apps.join(), 'a5,a10,a9,a8,a7,a6,a4,a3,a2,a1');
  t.strictSame(kept.now.recent_paths.join(), '/d7,/d5,/d10,/d9,/d8,/d6,/d4,/d3,/d2,/d1');
  kept.failing = true;
  await t.resolves(book.noteLaunch('b', []));
});

t.test('what another daemon changed is told when it is read; without an answer what is known stays', async (t) => {
  const { book, kept, told } = setUp();
  kept.now = { ...noFavourites, apps: ['elsewhere'] };
  t.strictSame((await book.read()).apps, ['elsewhere']);
  await book.read();
  t.equal(told.length, 1);
  kept.failing = true;
  t.strictSame((await book.read()).apps, ['elsewhere']);
});

t.test('only directories that somebody chose are recent, those of chosen files too', async (t) => {
  const app = {
    parameters: [
      { name: 'mesh', type: 'file', default: '/data/mesh.vtu' },
      { name: 'case', type: 'directory', default: null },
      { name: 'title', type: 'string', default: '' },
    ],
  } as TrameApp;
  const request = (change: Partial<LaunchRequest>): LaunchRequest => ({
    app,
    name: null,
    dataDirectory: null,
    parameters: { mesh: '/data/mesh.vtu', case: 'relative', title: '/no/path' },
    ...change,
  });
  const instance = { data_directory: '/home/ada/runs' };
  t.strictSame(chosenDirectories(request({}), instance), []);
  const parameters = { mesh: '/other/mesh.vtu', case: '/cases/1/', title: '' };
  t.strictSame(chosenDirectories(request({ dataDirectory: '~/runs', parameters }), instance), [
    '/home/ada/runs',
    '/other',
    '/cases/1',
  ]);
});
