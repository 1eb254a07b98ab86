import { mock } from 'node:test';
import t, { type Test } from 'tap';
import { createShortLook } from '../../src/services/short-look.ts';

t.test('who asks again and again looks once, and looks away when no question came for a while', (t) => {
  const { look, looks } = watched(t);
  look.renew();
  mock.timers.tick(800);
  look.renew();
  mock.timers.tick(800);
  t.same(looks, ['look'], 'the second question counts, too');
  mock.timers.tick(200);
  t.same(looks, ['look', 'away']);
  look.renew();
  t.same(looks, ['look', 'away', 'look'], 'the next question begins anew');
  t.end();
});

t.test('the end looks away once', (t) => {
  const { look, looks } = watched(t);
  look.end();
  t.same(looks, []);
  look.renew();
  look.end();
  look.end();
  mock.timers.tick(5000);
  t.same(looks, ['look', 'away']);
  t.end();
});

/** For a second after each question. */
function watched(t: Test) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const looks: string[] = [];
  const look = createShortLook(() => {
    looks.push('look');
    return () => looks.push('away');
  }, 1000);
  return { look, looks };
}
