import t from 'tap';
import { sayMoment } from '../../src/proxy/say-moment.ts';

t.test('a moment is said with day, time and time zone', async (t) => {
  t.match(sayMoment('2026-05-09T07:29:33Z'), /^\d{1,2} May 2026, \d\d:\d\d:33 \S+/);
});

t.test('what is no moment is not said', async (t) => {
  for (const text of [null, undefined, '', 'soon']) t.equal(sayMoment(text), null, String(text));
});
