import t from 'tap';
import { gatherChanges } from '../../src/services/gathered-changes.ts';
import { until } from '../support/until.ts';

t.test('the first change passes at once, and of a storm that follows the last one', async (t) => {
  const passed: object[] = [];
  const changes = gatherChanges((event) => passed.push(event));
  t.teardown(() => changes.close());
  for (let viewers = 0; viewers <= 500; viewers += 1) changes.change('a', { viewers });
  changes.change('b', { viewers: 1 });
  t.strictSame(passed, [{ viewers: 0 }, { viewers: 1 }]);
  await until(() => passed.length > 2);
  t.strictSame(passed[2], { viewers: 500 });
  changes.change('a', { viewers: 499 });
  await until(() => passed.length > 3);
  t.strictSame(passed[3], { viewers: 499 }, 'what comes after is shown, too');
});

t.test('nothing is shown of what is gone, and what comes back under its id is shown at once', async (t) => {
  const passed: object[] = [];
  const changes = gatherChanges((event) => passed.push(event));
  t.teardown(() => changes.close());
  changes.change('a', { first: true });
  changes.change('a', { held: true });
  changes.remove('a', { removed: true });
  changes.change('a', { again: true });
  changes.change('b', {});
  changes.change('b', { last: true });
  await until(() => passed.some((event) => 'last' in event));
  t.strictSame(passed, [{ first: true }, { removed: true }, { again: true }, {}, { last: true }]);
});

t.test('after the end nothing is passed on', async (t) => {
  const passed: object[] = [];
  const [closed, going] = [gatherChanges((event) => passed.push(event)), gatherChanges((event) => passed.push(event))];
  t.teardown(() => going.close());
  closed.change('a', { first: true });
  closed.change('a', { held: true });
  closed.close();
  going.change('b', {});
  going.change('b', { last: true });
  await until(() => passed.some((event) => 'last' in event));
  t.strictSame(passed, [{ first: true }, {}, { last: true }]);
});
