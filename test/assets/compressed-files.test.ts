import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createCompressedFiles } from '../../src/assets/compressed-files.ts';
import { silentLog } from '../support/asset-request.ts';

const hash = (digit: string) => digit.repeat(64);

t.test('a form is found again, also by another daemon, and is for the user alone', async (t) => {
  const directory = join(t.testdir(), 'state', 'asset-cache');
  await createCompressedFiles(directory, 10_000, silentLog).write(hash('a'), 'br', Buffer.from('form'));
  const other = createCompressedFiles(directory, 10_000, silentLog);
  t.equal(String(await other.read(hash('a'), 'br')), 'form');
  t.equal(await other.read(hash('a'), 'gzip'), null);
  t.equal(statSync(directory).mode & 0o777, 0o700);
  t.equal(statSync(join(directory, `${hash('a')}.br`)).mode & 0o777, 0o600);
});

t.test('a torn or foreign file reads as none, and is replaced', async (t) => {
  const directory = t.testdir();
  const files = createCompressedFiles(directory, 100_000, silentLog);
  const path = join(directory, `${hash('a')}.br`);
  await files.write(hash('a'), 'br', Buffer.from('a form of some length'));
  const whole = readFileSync(path);
  const changed = Buffer.from(whole);
  changed[changed.length - 1] = 0;
  for (const damaged of [whole.subarray(0, -1), whole.subarray(0, 20), Buffer.alloc(0), changed, 'something else']) {
    writeFileSync(path, damaged);
    t.equal(await files.read(hash('a'), 'br'), null);
  }
  await files.write(hash('a'), 'br', Buffer.from('anew'));
  t.equal(String(await files.read(hash('a'), 'br')), 'anew');
});

t.test('whatever stands in the place of a form, reading it ends', async (t) => {
  const directory = t.testdir();
  const files = createCompressedFiles(directory, 100_000, silentLog);
  const path = join(directory, `${hash('a')}.br`);
  for (const put of ['mkfifo "$0"', 'truncate -s 5G "$0"', 'ln -s /dev/zero "$0"']) {
    execFileSync('bash', ['-c', put, path]);
    t.equal(await files.read(hash('a'), 'br'), null, put);
    await files.write(hash('a'), 'br', Buffer.from('anew'));
    t.equal(String(await files.read(hash('a'), 'br')), 'anew');
    execFileSync('rm', [path]);
  }
});

t.test('the oldest go when there are too many bytes; what is foreign stays', async (t) => {
  const directory = t.testdir({ 'notes.txt': 'x'.repeat(5000) });
  const files = createCompressedFiles(directory, 3000, silentLog);
  for (const [index, digit] of ['a', 'b', 'c'].entries()) {
    await files.write(hash(digit), 'br', Buffer.alloc(800));
    utimesSync(join(directory, `${hash(digit)}.br`), 1000 + index, 1000 + index);
  }
  writeFileSync(join(directory, '.new-left'), 'by a killed daemon');
  utimesSync(join(directory, '.new-left'), 1000, 1000);
  t.ok(await files.read(hash('a'), 'br'), 'reading one makes it young');
  await files.write(hash('d'), 'br', Buffer.alloc(800));
  const names = readdirSync(directory).map((name) => name[0]);
  t.same(names.sort(), ['a', 'c', 'd', 'n']);
});

t.test('a disk that cannot be written to is told once, and nothing fails', async (t) => {
  const directory = join(t.testdir({ file: '' }), 'file', 'asset-cache');
  const warnings: unknown[] = [];
  const files = createCompressedFiles(directory, 10_000, { ...silentLog, warn: (...entry) => warnings.push(entry) });
  await files.write(hash('a'), 'br', Buffer.from('form'));
  await files.write(hash('b'), 'br', Buffer.from('form'));
  t.equal(await files.read(hash('a'), 'br'), null);
  t.equal(warnings.length, 1);
});
