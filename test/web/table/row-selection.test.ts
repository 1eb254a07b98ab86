import t from 'tap';
import { RowSelection } from '../../../src/web/table/row-selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: RowSelection) => [...selection.ids].sort().join('');

t.test('a range goes from the row touched last, up or down, and ticks or clears', async (t) => {
  const some = new RowSelection().set('b', true, false, order).set('d', true, true, order);
  t.equal(ids(some), 'bcd');
  t.equal(ids(some.set('a', true, true, order)), 'abcd', 'the end of a range is where the next one starts');
  t.equal(ids(some.set('b', false, true, order)), '');
  t.equal(ids(some.set('b', false, false, order)), 'cd', 'without Shift it is the row alone');
});

t.test('a range without a start, or from a row that is gone, is the row alone', async (t) => {
  t.equal(ids(new RowSelection().set('c', true, true, order)), 'c');
  t.equal(ids(new RowSelection(['x'], 'x').set('c', true, true, order)), 'cx');
});

t.test('what is gone is dropped; what is there stays, in the same object where nothing changes', async (t) => {
  const some = new RowSelection(['a', 'c']);
  t.equal(ids(some.among(new Set(['c', 'd']))), 'c');
  t.equal(some.among(new Set(order)), some);
});
