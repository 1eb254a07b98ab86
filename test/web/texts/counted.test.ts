import t from 'tap';
import { counted, listed, numeral, ordinal } from '../../../src/web/texts/counted.ts';
import { texts } from '../../../src/web/texts/texts.ts';

t.test('a number picks its form of a phrase, and is written as the language does', async (t) => {
  const forms = { one: '# node', other: '# nodes' };
  t.same(
    [0, 1, 2, 12_345].map((count) => counted(count, forms)),
    ['0 nodes', '1 node', '2 nodes', '12,345 nodes'],
  );
  t.equal(counted(1, { other: '# in all' }), '1 in all', 'forms that a phrase has not');
});

t.test('a place has the ending of its number', async (t) => {
  const { place } = texts.jobs;
  const places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 1_111];
  t.same(
    places.map((each) => place(each, 2_000, 'batch').replace(' of 2,000 waiting in partition batch', '')),
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '103rd', '1,111th'],
  );
  t.equal(ordinal(2, { other: '#.' }), '2.');
});

t.test('numbers are grouped and rounded, names are listed', async (t) => {
  t.equal(numeral(1_234_567.89), '1,234,568');
  t.equal(numeral(9.96, 1), '10.0');
  t.equal(listed(['run 1', 'run 2', 'wing']), 'run 1, run 2, wing');
  t.equal(listed([]), '');
});
