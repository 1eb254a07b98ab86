import t from 'tap';
import { once } from '../../src/domain/once.ts';

t.test('a value is made when it is asked for first, and only then', async (t) => {
  let made = 0;
  const value = once(() => {
    made += 1;
    return made === 1 ? null : 'another';
  });
  t.equal(made, 0);
  t.equal(value(), null);
  t.equal(value(), null);
  t.equal(made, 1);
});
