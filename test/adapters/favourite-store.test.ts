import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createFavouriteStore } from '../../src/adapters/favourite-store.ts';
import { type Favourites, noFavourites } from '../../src/domain/favourites.ts';

const add = (id: string) => (all: Favourites) => ({ ...all, apps: [...all.apps, id] });

t.test('favourites come back, whoever wrote them; daemons that change them at once lose nothing', async (t) => {
  const directory = t.testdir({});
  const file = join(directory, 'favourites.json');
  const store = createFavouriteStore(file);
  // Another spelling: turns within one process must not hide what is tested.
  const other = createFavouriteStore(
    join(directory, '.', '.', 'favourites.json').replace('/favourites', '/./favourites'),
  );
  t.strictSame(await store.read(), noFavourites);
  const ids = Array.from({ length: 12 }, (_, index) => `a${index}`);
  await Promise.all(ids.map((id, index) => (index % 2 ? store : other).update(add(id))));
  t.strictSame((await other.read()).apps.sort(), ids.sort());
  t.equal((await stat(file)).mode & 0o777, 0o600);
  t.strictSame(await readdir(directory), ['favourites.json']);
});

t.test('a damaged file is kept aside, one of a newer version is left as it is', async (t) => {
  const directory = t.testdir({ 'favourites.json': '{"version":1,"apps":"many"}' });
  const file = join(directory, 'favourites.json');
  const store = createFavouriteStore(file);
  t.strictSame(await store.read(), noFavourites);
  t.match(await readdir(directory), [/^favourites\.json\.unreadable-/]);
  const newer = '{"version":2,"shelves":[]}';
  await writeFile(file, newer);
  t.strictSame(await store.read(), noFavourites);
  await t.rejects(store.update(add('a')), { code: 'not_supported', message: /to change favourites/ });
  t.equal(await readFile(file, 'utf8'), newer);
});
