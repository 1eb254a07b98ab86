import t from 'tap';
import { HeldBytes } from '../../src/wire/held-bytes.ts';

const lent = (text: string) => {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  bytes.write(text);
  return bytes;
};

t.test('lent bytes are copied: their buffer is used again', async (t) => {
  const held = new HeldBytes();
  const bytes = lent('abc');
  held.add(bytes);
  bytes.fill('x');
  held.add(lent('def'));
  t.equal(String(held.take()), 'abcdef');
  t.ok(held.isEmpty);
  t.equal(held.take(), null);
});

t.test('what is left of bytes that were given out comes back without a copy', async (t) => {
  const held = new HeldBytes();
  held.add(lent('first second'));
  const rest = held.take()?.subarray(6) as Buffer;
  held.add(rest);
  t.equal(held.take(), rest);
  held.clear();
  held.add(rest);
  t.not(held.take(), rest, 'but not once it is somebody else’s');
});

t.test('it is full before it costs much', async (t) => {
  const held = new HeldBytes();
  held.add(Buffer.alloc(64 * 1024));
  t.notOk(held.isFull);
  held.add(Buffer.alloc(1));
  t.ok(held.isFull);
});
