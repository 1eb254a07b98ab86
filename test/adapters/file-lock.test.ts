import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { withFileLock } from '../../src/adapters/file-lock.ts';
import { readHostIdentity } from '../../src/adapters/host-identity.ts';
import { until } from '../support/until.ts';

const contender = fileURLToPath(new URL('../support/lock-contender.ts', import.meta.url));
const nothing = async () => 'done';
/** As a process that is gone leaves it. */
const dead = (host = hostname(), boot = readHostIdentity().bootId) => `${host} ${boot} 4194305 1 some-nonce`;

function contend(...words: string[]) {
  return once(spawn(process.execPath, [contender, ...words], { stdio: 'inherit' }), 'exit');
}

t.test(
  'many processes that change one file lose nothing, also where some die with the lock in their hands',
  async (t) => {
    const file = join(t.testdir({ number: '0' }), 'number');
    const ends = [1, 2, 3, 4, 5, 6].map((which) => contend(file, '40', which > 4 ? 'die' : ''));
    const codes = (await Promise.all(ends)).map(([code]) => code);
    t.strictSame(codes, [0, 0, 0, 0, null, null]);
    await contend(file, '1');
    t.equal(await readFile(file, 'utf8'), '161');
    const left = await readdir(t.testdirName);
    t.strictSame(left, [basename(file)], 'no lock is left behind');
  },
);

t.test(
  'a lock of a dead process of this machine is taken at once, by any number of them, one after the other',
  async (t) => {
    const lock = join(t.testdir({}), 'a.lock');
    await symlink(dead(), lock);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        // By different spellings: turns within one process must not hide what is tested.
        withFileLock(
          lock.replace('a.lock', `${'./'.repeat(index)}a.lock`),
          async () => {
            inside += 1;
            most = Math.max(most, inside);
            await new Promise((resolve) => setTimeout(resolve, 5));
            inside -= 1;
          },
          { foreignPatienceMs: 60_000 },
        ),
      ),
    );
    t.equal(most, 1);
  },
);

t.test(
  'a lock of another machine, boot or process namespace is waited for, and taken when it did not change for long',
  async (t) => {
    const { bootId } = readHostIdentity();
    const foreign = [dead('n2'), dead(hostname(), 'other-boot'), dead(hostname(), `${bootId}/pid:[4026532999]`)];
    for (const text of foreign) {
      const lock = join(t.testdir({}), 'a.lock');
      await symlink(text, lock);
      await t.rejects(
        withFileLock(lock, nothing, { waitMs: 80, foreignPatienceMs: 60_000 }),
        /locked by process 4194305 on/,
      );
      t.equal(await readlink(lock), text, 'it stays');
      t.equal(await withFileLock(lock, nothing, { foreignPatienceMs: 60 }), 'done');
      t.strictSame(await readdir(join(lock, '..')), []);
    }
  },
);

t.test('how old a lock is by its time stamp says nothing: clocks of machines differ', async (t) => {
  const lock = join(t.testdir({ 'a.lock': '' }), 'a.lock');
  await utimes(lock, 1, 1);
  await t.rejects(withFileLock(lock, nothing, { waitMs: 80, foreignPatienceMs: 60_000 }), /is locked/);
});

t.test('a lock that is renewed by another machine is not taken', async (t) => {
  const lock = join(t.testdir({}), 'a.lock');
  let count = 0;
  const renew = async () => {
    await symlink(`n2 b 7 7 ${++count}`, `${lock}.mine`);
    await rename(`${lock}.mine`, lock);
  };
  await renew();
  let isOver = false;
  const renewing = (async () => {
    while (!isOver) {
      await renew();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  t.teardown(async () => {
    isOver = true;
    // Else it would write into the directory while that is removed.
    await renewing;
  });
  await t.rejects(withFileLock(lock, nothing, { waitMs: 1500, foreignPatienceMs: 1000 }), /is locked/);
  await until(() => count > 10);
});

t.test('what fails inside gives the lock back, and a directory that is gone is an error', async (t) => {
  const lock = join(t.testdir({}), 'a.lock');
  await t.rejects(
    withFileLock(lock, () => Promise.reject(new Error('inside'))),
    /inside/,
  );
  t.equal(await withFileLock(lock, nothing), 'done');
  await t.rejects(withFileLock(join(lock, 'gone', 'a.lock'), nothing), { code: 'ENOENT' });
});

t.test('what is no lock in its place is waited for like one', async (t) => {
  const directory = t.testdir({ 'a.lock': { inside: '' } });
  await t.rejects(withFileLock(join(directory, 'a.lock'), nothing, { waitMs: 50 }), /is locked/);
  await writeFile(join(directory, 'b.lock'), 'x'.repeat(100_000));
  await t.rejects(withFileLock(join(directory, 'b.lock'), nothing, { waitMs: 50 }), /is locked/);
});
