import t from 'tap';
import { plainStyle } from '../../../src/web/log/ansi-style.ts';
import { readLine } from '../../../src/web/log/log-line.ts';

const read = (raw: string, style = plainStyle) => readLine(raw, style);
/** "plain[f1:red]": what is styled in brackets, by its classes. */
function shown(raw: string, style = plainStyle): string {
  const { text, spans } = read(raw, style).line;
  let at = 0;
  const parts = spans.map(({ start, end, classes }) => {
    const part = `${text.slice(at, start)}[${classes}:${text.slice(start, end)}]`;
    at = end;
    return part;
  });
  return parts.join('') + text.slice(at);
}

t.test('colours are kept, other escapes go, and the style carries over to the next line', async (t) => {
  t.equal(shown('a\x1b[31mb\x1b[1mc\x1b[0md'), 'a[f1:b][f1 bold:c]d');
  t.equal(shown('\x1b[31mb\x1b[31m\x1b[Kc'), '[f1:bc]', 'one part as long as nothing changes');
  t.equal(shown('\x1b]8;;http://x\x1b\\li\x1b[4mn\x1b(Bk\x1b]8;;\x07\x1b[?25h\x1b[>4;2m\x0f'), 'li[underline:nk]');
  const { style } = read('a\x1b[32mb');
  t.equal(shown('next', style), '[f2:next]');
  t.equal(shown('ne\x1b[mxt', style), '[f2:ne]xt');
  t.equal(read('no escape').line.spans.length, 0);
});

t.test('colours count that a progress bar wrote over, or that stand in what is cut off', async (t) => {
  t.equal(shown('\x1b[33m10 %\r20 %\r30 %\r'), '[f3:30 %]');
  const long = read(`\x1b[31m${'x'.repeat(20_000)}\x1b[32m`);
  t.same(long.line.spans, [{ start: 0, end: 4_000, classes: 'f1' }]);
  t.match(long.line.text, /^x{4000} … \(line cut\)$/);
  t.equal(shown('y', long.style), '[f2:y]');
});

t.test('binary bytes are seen', async (t) => {
  t.equal(shown('a\0\x01\x1b\x02b\x7f\x9bc\td'), 'a␀␁␛␂b␡�c\td');
  t.equal(shown('safe\u202etxt.exe\u2028'), 'safe�txt.exe�');
  t.equal(shown('a\x1b'), 'a', 'an escape that goes on in what follows');
  t.equal(shown('a\x1b[3'), 'a');
});

t.test('hostile lines take no time to speak of, and few elements', async (t) => {
  const startedMs = performance.now();
  for (const part of ['\r', '\x1b]', '\x1b[', '\x1b[1;', '\x1b[38;5;', '\x1b[1m\x1b[3mx', '\x1bP', '\0'])
    read(`${part.repeat(200_000)}x`);
  t.ok(performance.now() - startedMs < 3_000);
  t.equal(read('\x1b[31ma\x1b[32mb'.repeat(1_000)).line.spans.length, 50);
});
