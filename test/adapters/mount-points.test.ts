import t from 'tap';
import { mountPointsIn } from '../../src/adapters/mount-points.ts';

const mountinfo = String.raw`21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
36 21 0:30 / /data rw,noatime shared:5 - nfs4 server:/data rw
37 36 0:31 / /data/my\040disk\303\251 rw - nfs4 server:/x rw
`;

t.test('a path lies on the mount that is nearest above it', async (t) => {
  const mountOf = mountPointsIn(mountinfo);
  t.equal(mountOf('/home/ada'), '/');
  t.equal(mountOf('/'), '/');
  t.equal(mountOf('/data'), '/data');
  t.equal(mountOf('/data/run/1'), '/data');
  t.equal(mountOf('/database'), '/');
  t.equal(mountOf('/data/my disk\u00e9/a'), '/data/my disk\u00e9');
  t.equal(mountPointsIn('')('/data'), '/', 'where nothing is known all is one');
});
