import t from 'tap';
import { stripAnsi } from '../../../src/web/log/strip-ansi.ts';

t.test('colours, cursor moves, titles and links go, the text stays', async (t) => {
  t.equal(stripAnsi('\x1b[1;31mred\x1b[0m text'), 'red text');
  t.equal(stripAnsi('\x1b[38:2:1:2:3mtrue\x1b[39m'), 'true');
  t.equal(stripAnsi('\x1b]0;title\x07after'), 'after');
  t.equal(stripAnsi('\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\'), 'link');
  t.equal(stripAnsi('\x1b(B\x1b7a\x1b8b'), 'ab');
  t.equal(stripAnsi('a\tb'), 'a\tb');
  t.equal(stripAnsi('[31m is no escape'), '[31m is no escape');
});

t.test('binary bytes and an escape that was cut off leave nothing strange', async (t) => {
  t.equal(stripAnsi('a\x00\x01\x7fb'), 'ab');
  t.equal(stripAnsi('a\x1b[3'), 'a');
  t.equal(stripAnsi('a\x1b'), 'a');
});

t.test('a long line of half escapes takes no time to speak of', async (t) => {
  const startedMs = performance.now();
  stripAnsi('\x1b]'.repeat(8_000) + '\x1b['.repeat(8_000));
  t.ok(performance.now() - startedMs < 1_000);
});
