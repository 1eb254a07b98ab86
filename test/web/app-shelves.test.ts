import t from 'tap';
import { noFavourites } from '../../src/domain/favourites.ts';
import { shelveApps } from '../../src/web/app-shelves.ts';
import { sampleApp } from '../support/fake-samples.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const apps = ids.map((id) => sampleApp({ id, name: `App ${id}`, category: id < 'e' ? 'One' : 'Two' }));
const favourites = {
  ...noFavourites,
  apps: ['i', 'gone', 'b'],
  recent_apps: ['h', 'b', 'left', 'g', 'f', 'e', 'd', 'c'],
};
const shown = (query: string, list = apps, kept = favourites) =>
  shelveApps(list, query, kept).map(
    ({ category, apps: members }) => `${category}: ${members.map(({ id }) => id).join('')}`,
  );

t.test('favourites come first, then what was launched last; categories stay whole', async (t) => {
  t.strictSame(shown(''), ['Favourites: ib', 'Recent: hgfed', 'One: abcd', 'Two: efghi']);
  t.strictSame(shown('', apps, noFavourites), ['One: abcd', 'Two: efghi']);
});

t.test('a search finds each app once, favourites and recent ones first', async (t) => {
  t.strictSame(shown('app'), ['Favourites: ib', 'Recent: hgfed', 'One: ac']);
  t.strictSame(shown('two'), ['Favourites: i', 'Recent: hgfe']);
  t.strictSame(shown('nothing'), []);
});

t.test('where all apps are seen at a glance, what was launched last has no place of its own', async (t) => {
  t.strictSame(shown('', apps.slice(0, 8)), ['Favourites: b', 'One: abcd', 'Two: efgh']);
});
