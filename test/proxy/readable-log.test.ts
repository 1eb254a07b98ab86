import t from 'tap';
import { readableLog } from '../../src/proxy/readable-log.ts';

t.test('colours, cursor movements and other control characters are left out', async (t) => {
  t.same(readableLog(['\u001b[1;31mred\u001b[0m', 'a\u0007b\u009bc\u0000', 'tab\tstays']), [
    'red',
    'abc',
    'tab\tstays',
  ]);
});

t.test('of a progress bar its last state is left', async (t) => {
  t.same(readableLog([' 10 %\r 20 %\r 30 %', '40 %\r', 'line of Windows\r']), [' 30 %', '40 %', 'line of Windows']);
});

t.test('empty lines stay, except at the end', async (t) => {
  t.same(readableLog(['', 'a', '', 'b', ' ', '']), ['', 'a', '', 'b']);
  t.same(readableLog(['']), []);
});

t.test('a line without end is cut', async (t) => {
  const [line = ''] = readableLog(['x'.repeat(4_000_000)]);
  t.ok(line.length < 1100);
  t.match(line, /^x+ … \(line cut\)$/);
});
