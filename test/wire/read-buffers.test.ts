import t from 'tap';
import { freeRestingBuffers, leaveBuffer, type ReadBuffer, takeLargeBuffer } from '../../src/wire/read-buffers.ts';

function takeAll(): ReadBuffer[] {
  const taken: ReadBuffer[] = [];
  for (let buffer = takeLargeBuffer(); buffer !== null; buffer = takeLargeBuffer()) taken.push(buffer);
  return taken;
}

t.test('buffers at rest are given back, those in use are not, and as many as before can be had', async (t) => {
  const all = takeAll();
  t.ok(all.length > 1);
  const [used, ...resting] = all;
  for (const buffer of resting) leaveBuffer(buffer);
  freeRestingBuffers();
  const again = takeAll();
  t.equal(again.length, all.length - 1);
  t.notOk(
    again.some((buffer) => all.includes(buffer)),
    'their memory is another',
  );
  for (const buffer of again) leaveBuffer(buffer);
  if (used !== undefined) leaveBuffer(used);
  t.equal(takeAll().length, all.length);
});
