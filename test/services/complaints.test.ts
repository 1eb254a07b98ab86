import t from 'tap';
import { createComplaints } from '../../src/services/complaints.ts';

function errorOf(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

t.test('an error that comes at every look is logged once in ten minutes, with the number of those left out', (t) => {
  let nowMs = 0;
  const said: object[] = [];
  const complain = createComplaints({ error: (details) => void said.push(details) }, () => nowMs);
  for (let look = 0; look < 300; look += 1) {
    complain(errorOf('EMFILE', `of ${look}`), { instance: `i${look}` }, 'no look');
    nowMs += 2000;
  }
  t.equal(said.length, 1);
  complain(errorOf('EMFILE'), { instance: 'last' }, 'no look');
  t.match(said[1], { instance: 'last', left_out: 299 });
  t.end();
});

t.test('another error, and another message, are said at once', (t) => {
  const said: string[] = [];
  const complain = createComplaints({ error: (_details, message) => void said.push(message) }, () => 0);
  complain(errorOf('EMFILE'), {}, 'a');
  complain(errorOf('EIO'), {}, 'a');
  complain(new TypeError('x'), {}, 'a');
  complain(errorOf('EMFILE'), {}, 'b');
  complain(errorOf('EMFILE'), {}, 'b');
  t.strictSame(said, ['a', 'a', 'a', 'b']);
  t.end();
});
