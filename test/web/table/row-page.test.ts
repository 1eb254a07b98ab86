import t from 'tap';
import { rowPage } from '../../../src/web/table/row-page.ts';

const rows = Array.from({ length: 60 }, (_, index) => index);

t.test('a page knows its rows and where it lies', async (t) => {
  t.match(rowPage(rows, 1, 25), { page: 1, pages: 3, first: 26, last: 50 });
  t.same(rowPage(rows, 2, 25).rows, rows.slice(50));
});

t.test('a page that is gone gives way to the last one; no rows are one empty page', async (t) => {
  t.match(rowPage(rows, 9, 25), { page: 2, first: 51, last: 60 });
  t.same(rowPage([], 3, 25), { rows: [], page: 0, pages: 1, first: 0, last: 0 });
});
