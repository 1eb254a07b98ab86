import t from 'tap';
import { preferredWait } from '../../src/domain/prefer-wait.ts';

t.test('the seconds of the preference "wait" are read as RFC 7240 writes them', (t) => {
  const headers: [string | string[] | undefined, number | null][] = [
    ['wait=30', 30],
    ['WAIT=1', 1],
    ['wait=300', 300],
    ['wait = 5', 5],
    ['wait="20"', 20],
    ['wait=20; foo="a, b"', 20],
    ['respond-async, wait=7', 7],
    ['note="wait=9, wait=8", wait=7', 7],
    ['wait=3, wait=9', 3],
    [['return=minimal', 'wait=4'], 4],
    [undefined, null],
    ['', null],
    ['return=minimal', null],
    ['waiting=5', null],
  ];
  for (const [header, seconds] of headers) t.equal(preferredWait(header), seconds, JSON.stringify(header));
  t.end();
});

t.test('a wait that cannot be kept is ignored', (t) => {
  for (const header of [
    'wait',
    'wait=0',
    'wait=301',
    'wait=-5',
    'wait=1.5',
    'wait=1e2',
    'wait=99999',
    'wait="5',
    'wait=5x',
  ])
    t.equal(preferredWait(header), null, header);
  t.end();
});
