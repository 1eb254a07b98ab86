import t from 'tap';
import { createRecentForms } from '../../src/assets/recent-forms.ts';

t.test('what was not used for the longest time goes first, within a bound of bytes', async (t) => {
  const forms = createRecentForms<string>(3000, (text) => text.length);
  for (const key of ['a', 'b', 'c']) forms.set(key, key.repeat(700));
  forms.get('a');
  forms.set('d', 'd'.repeat(700));
  t.equal(forms.get('b'), undefined);
  for (const key of ['a', 'c', 'd']) t.ok(forms.get(key), key);
  t.ok(forms.bytes() <= 3000);
});

t.test('a replaced value gives its room back, and one that is too large is not kept', async (t) => {
  const forms = createRecentForms<string>(1000, (text) => text.length);
  for (let round = 0; round < 10; round += 1) forms.set('a', 'x'.repeat(600));
  t.ok(forms.get('a'));
  forms.set('b', 'x'.repeat(2000));
  t.equal(forms.get('b'), undefined);
  t.equal(forms.bytes(), 0);
});
