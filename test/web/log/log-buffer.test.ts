import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { LogBuffer, maximumLines } from '../../../src/web/log/log-buffer.ts';
import { until } from '../../support/until.ts';

const textsOf = ({ lines }: LogBuffer) => lines.map(({ text }) => text);

t.test('lines that come in pieces are put together', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('one\ntw');
  buffer.append('o\n\x1b[3');
  t.same(textsOf(buffer), ['one', 'two']);
  t.equal(buffer.partial.text, '');
  buffer.append('1mthree');
  t.equal(buffer.partial.text, 'three');
});

t.test('a progress bar shows its last state', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('10 %\r20 %\r30 %\ndos\r\n');
  t.same(textsOf(buffer), ['30 %', 'dos']);
});

t.test('only the last lines are kept, and those that went are counted', async (t) => {
  const buffer = new LogBuffer();
  for (let start = 0; start < 12_000; start += 1_000) {
    buffer.append(Array.from({ length: 1_000 }, (_, index) => `line ${start + index}\n`).join(''));
  }
  t.equal(buffer.lines.length, maximumLines);
  t.equal(buffer.lines[0]?.text, 'line 7000');
  t.equal(buffer.dropped, 7_000);
});

t.test('a flood in one piece and a line without end are bounded', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('0123456789\n'.repeat(2_000_000));
  t.equal(buffer.lines.length, maximumLines);
  buffer.append('x'.repeat(10_000_000));
  t.ok(buffer.partial.text.length < 5_000);
  buffer.append('\nnext\n');
  t.equal(buffer.lines.at(-1)?.text, 'next');
  t.ok((buffer.lines.at(-2)?.text ?? '').length < 5_000);
});

t.test('a log that starts anew has another generation', async (t) => {
  const buffer = new LogBuffer();
  buffer.append('a\n');
  const before = buffer.generation;
  buffer.clear();
  t.not(buffer.generation, before);
  t.same([buffer.lines, buffer.partial.text, buffer.dropped], [[], '', 0]);
});

t.test('colours go on from line to line, over what is left out, until the log starts anew', async (t) => {
  const buffer = new LogBuffer();
  const spansOf = (text: string) => [{ start: 0, end: text.length, classes: 'f1' }];
  buffer.append('\x1b[31mred\nstill');
  t.same(buffer.lines[0]?.spans, spansOf('red'));
  t.same(buffer.partial.spans, spansOf('still'));
  buffer.append(' red\n');
  t.same(buffer.lines[1], { text: 'still red', spans: spansOf('still red') });
  buffer.append(`\x1b[3m\n${'\n'.repeat(maximumLines)}\x1b[31m${'x'.repeat(200_000)}`);
  buffer.append('\nafter');
  t.same(buffer.partial.spans, [{ start: 0, end: 5, classes: 'f1 italic' }]);
  buffer.clear();
  buffer.append('plain');
  t.same(buffer.partial.spans, []);
});

t.test('100 MB need the memory of the lines that are shown', async (t) => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const pieces = [
    Array.from({ length: 20_000 }, (_, index) => `\x1b[3${index % 8}mline ${index}\x1b[0m ${'.'.repeat(80)}\n`).join(
      '',
    ),
    `${'x'.repeat(1_999_900)}\na short line among long ones\n`,
  ];
  for (const piece of pieces) {
    const buffer = new LogBuffer();
    collectGarbage();
    const before = usedBytes();
    // Each time another string, as from a socket.
    for (let count = 0; count < 50; count += 1) buffer.append(Buffer.from(piece).toString());
    // What buffers held is given back a little later.
    await until(
      () => {
        collectGarbage();
        return usedBytes() - before < 15_000_000;
      },
      'little memory to be in use',
      5_000,
    );
    t.ok(buffer.lines.length >= 100);
  }
});

/** Long strings made from buffers lie outside of the heap. */
function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
