import t from 'tap';
import { LogBuffer, maximumLines } from '../../../src/web/log/log-buffer.ts';

t.test('lines that come in pieces are put together', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('one\ntw');
  buffer.append('o\n\x1b[3');
  t.same(buffer.lines, ['one', 'two']);
  t.equal(buffer.partial, '');
  buffer.append('1mthree');
  t.equal(buffer.partial, 'three');
});

t.test('a progress bar shows its last state', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('10 %\r20 %\r30 %\ndos\r\n');
  t.same(buffer.lines, ['30 %', 'dos']);
});

t.test('only the last lines are kept, and those that went are counted', async (t) => {
  const buffer = new LogBuffer();
  for (let start = 0; start < 12_000; start += 1_000) {
    buffer.append(Array.from({ length: 1_000 }, (_, index) => `line ${start + index}\n`).join(''));
  }
  t.equal(buffer.lines.length, maximumLines);
  t.equal(buffer.lines[0], 'line 7000');
  t.equal(buffer.dropped, 7_000);
});

t.test('a flood in one piece and a line without end are bounded', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('0123456789\n'.repeat(2_000_000));
  t.equal(buffer.lines.length, maximumLines);
  buffer.append('x'.repeat(10_000_000));
  t.ok(buffer.partial.length < 5_000);
  buffer.append('\nnext\n');
  t.equal(buffer.lines.at(-1), 'next');
  t.ok((buffer.lines.at(-2) ?? '').length < 5_000);
});

t.test('a log that starts anew has another generation', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('a\n');
  const before = buffer.generation;
  buffer.clear();
  t.not(buffer.generation, before);
  t.same([buffer.lines, buffer.partial, buffer.dropped], [[], '', 0]);
});
