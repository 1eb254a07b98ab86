import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { putAside, readStateFile, readStateFileSync } from '../../src/adapters/state-file.ts';
import { noOtherUser, otherUid } from '../support/other-user.ts';

const limit = 1000;

t.test('whatever stands in the place of a file, reading it ends, and says what it is', async (t) => {
  // Short enough for the name of a socket.
  const directory = await mkdtemp('/tmp/trame-manager-test-');
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const at = (name: string) => join(directory, name);
  await writeFile(at('good'), 'text');
  await writeFile(at('empty'), '');
  await mkdir(at('directory'));
  execFileSync('mkfifo', [at('pipe')]);
  await symlink('target', at('link'));
  await symlink('/dev/zero', at('endless'));
  await writeFile(at('huge'), '');
  await truncate(at('huge'), 3_000_000_000);
  const server = createServer().listen(at('socket'));
  await once(server, 'listening');
  t.teardown(() => server.close());
  await writeFile(at('garbage'), Buffer.from([0, 255, 254, 7]));
  const found: Record<string, object> = {
    good: { kind: 'text', text: 'text' },
    empty: { kind: 'text', text: '' },
    garbage: { kind: 'text' },
    absent: { kind: 'missing' },
    directory: { kind: 'unusable', why: 'it is a directory' },
    pipe: { kind: 'unusable', why: 'it is a pipe' },
    link: { kind: 'unusable', why: 'it is a symbolic link' },
    endless: { kind: 'unusable', why: 'it is a symbolic link' },
    socket: { kind: 'unusable', why: 'it is a socket' },
    huge: { kind: 'unusable', why: 'it has 3000000000 bytes, which is far too long' },
    'good/inside': { kind: 'unknown', why: /ENOTDIR/ },
  };
  for (const [name, expected] of Object.entries(found)) {
    t.match(await readStateFile(at(name), limit), expected, name);
    t.match(readStateFileSync(at(name), limit), expected, `${name}, read at once`);
  }
  t.match(await putAside(at('pipe')), /^pipe\.unreadable-\d{4}/);
  t.strictSame(await readStateFile(at('pipe'), limit), { kind: 'missing' });
  t.equal(await putAside(at('absent')), null);
});

t.test('a file of any length is read whole, in the middle of a character, too', async (t) => {
  const directory = await mkdtemp('/tmp/trame-manager-test-');
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  for (const length of [16_383, 16_384, 16_385, 40_000]) {
    const text = `${'x'.repeat(16_383)}ü${'y'.repeat(30_000)}`.slice(0, length);
    await writeFile(join(directory, 'long'), text);
    t.strictSame(await readStateFile(join(directory, 'long'), 100_000), { kind: 'text', text }, `${length} characters`);
  }
});

t.test(
  "a file that is closed to its owner, or is another one's, is told from one that cannot be asked now",
  { skip: noOtherUser },
  async (t) => {
    const directory = await mkdtemp('/tmp/trame-manager-test-');
    t.teardown(() => rm(directory, { recursive: true, force: true }));
    await chmod(directory, 0o755);
    await writeFile(join(directory, 'closed'), 'x', { mode: 0o000 });
    await chown(join(directory, 'closed'), otherUid, otherUid);
    await writeFile(join(directory, 'foreign'), 'x', { mode: 0o600 });
    await mkdir(join(directory, 'no-entry'), { mode: 0o700 });
    const euid = process.geteuid?.() ?? 0;
    process.seteuid?.(otherUid);
    try {
      t.match(await readStateFile(join(directory, 'closed'), limit), { kind: 'unusable', why: /its mode/ });
      t.match(await readStateFile(join(directory, 'foreign'), limit), { kind: 'unusable', why: /another user/ });
      t.match(await readStateFile(join(directory, 'no-entry', 'x'), limit), { kind: 'unknown', why: /EACCES/ });
    } finally {
      process.seteuid?.(euid);
    }
  },
);
