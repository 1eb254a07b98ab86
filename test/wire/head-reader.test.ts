import t from 'tap';
import { HeadReader, HeadTooLarge, maximumHeadBytes } from '../../src/wire/head-reader.ts';
import { MalformedMessage } from '../../src/wire/message-head.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

t.test('a head is found in one piece or in many, with what follows it', async (t) => {
  const text = '\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\nbody';
  t.match(new HeadReader().read(bytes(text)), { text: 'GET / HTTP/1.1\r\nHost: x', rest: bytes('body') });
  const reader = new HeadReader();
  const found = [...text].map((character) => reader.read(bytes(character))).filter((head) => head !== null);
  t.match(found, [{ text: 'GET / HTTP/1.1\r\nHost: x' }]);
});

t.test('one reader reads head after head, and knows whether one has begun', async (t) => {
  const reader = new HeadReader();
  t.match(reader.read(bytes('A\r\n\r\nB')), { text: 'A', rest: bytes('B') });
  t.notOk(reader.begun);
  t.equal(reader.read(bytes('B')), null);
  t.ok(reader.begun);
  t.match(reader.read(bytes('\r\n\r\n')), { text: 'B' });
  t.equal(reader.read(bytes('\r\n')), null);
  t.notOk(reader.begun, 'an empty line is no beginning');
});

t.test('bytes that are used again for the next read do no harm', async (t) => {
  const reader = new HeadReader();
  const shared = bytes('GET / HTT');
  reader.read(shared);
  shared.fill('x');
  t.match(reader.read(bytes('P/1.1\r\n\r\n')), { text: 'GET / HTTP/1.1' });
});

t.test('a bare line feed is refused before the head has ended: its sender may think it has', async (t) => {
  t.throws(() => new HeadReader().read(bytes('GET / HTTP/1.1\nHost: x\n\n')), MalformedMessage);
});

t.test('a head has a limit, whether its end is seen or not', async (t) => {
  const long = `GET / HTTP/1.1\r\nX: ${'x'.repeat(maximumHeadBytes)}`;
  t.throws(() => new HeadReader().read(bytes(long)), HeadTooLarge);
  t.throws(() => new HeadReader().read(bytes(`${long}\r\n\r\n`)), HeadTooLarge);
});
