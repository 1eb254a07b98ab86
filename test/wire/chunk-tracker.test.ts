import t from 'tap';
import { createChunkTracker } from '../../src/wire/chunk-tracker.ts';
import { decodeChunks } from '../../src/wire/decode-chunks.ts';
import { MalformedMessage } from '../../src/wire/message-head.ts';

const whole = '3\r\nabc\r\n00A;name="v"\r\n0123456789\r\n0\r\nDigest: x\r\n\r\n';

/** Feeds a text in pieces of `size` bytes; gives how many bytes were taken, and the content. */
function feed(text: string, size: number) {
  let content = '';
  let taken = 0;
  const tracker = createChunkTracker((bytes) => {
    content += bytes.toString('latin1');
  });
  for (let at = 0; at < text.length && !tracker.done; at += size) {
    taken += tracker.take(Buffer.from(text.slice(at, at + size), 'latin1'));
  }
  return { content, taken, done: tracker.done };
}

t.test('the end is found however the body is cut into pieces, and what follows is left', async (t) => {
  for (let size = 1; size <= whole.length + 3; size += 1) {
    t.same(feed(`${whole}GET`, size), { content: 'abc0123456789', taken: whole.length, done: true });
  }
});

t.test('a body that goes on is not done', async (t) => {
  for (const cut of [1, 3, 5, 8, whole.length - 1]) t.notOk(feed(whole.slice(0, cut), 4).done);
});

t.test('a whole body is decoded', async (t) => {
  t.equal(String(decodeChunks(Buffer.from(whole))), 'abc0123456789');
  t.equal(decodeChunks(Buffer.from('0\r\n\r\n')).length, 0);
});

for (const text of [
  '\r\n',
  'x\r\n',
  '-1\r\n',
  '0x3\r\nabc\r\n',
  ' 3\r\nabc\r\n',
  '3 \r\nabc\r\n',
  '3\nabc\r\n',
  '3\r\nabcd\r\n',
  '3\r\nabc\n',
  '3;a\nb\r\nabc\r\n',
  '3;\x01\r\n',
  'fffffffffffffff\r\n',
  '0\r\nA: b\n\r\n',
  '0\r\nno colon\r\n\r\n',
  '0\r\n A: folded\r\n\r\n',
  '0\r\nTransfer-Encoding: chunked\r\n\r\n',
  '0\r\nCookie: a=b\r\n\r\n',
  '0\r\nX-Forwarded-Host: evil\r\n\r\n',
  `3;${'x'.repeat(2000)}`,
  `0\r\nA: ${'x'.repeat(70_000)}`,
]) {
  t.test(`${JSON.stringify(text.slice(0, 40))} is refused`, async (t) => {
    for (const size of [1, text.length]) t.throws(() => feed(text, size), MalformedMessage);
  });
}
