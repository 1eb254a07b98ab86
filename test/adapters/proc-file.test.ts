import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readProcFile } from '../../src/adapters/proc-file.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.test('a file is read to its end, whatever its length, as latin1', async (t) => {
  const directory = shortDirectory(t);
  for (const length of [0, 1, 16_383, 16_384, 16_385, 100_000]) {
    const bytes = Buffer.alloc(length, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
    writeFileSync(join(directory, 'file'), bytes);
    t.equal(await readProcFile(join(directory, 'file')), bytes.toString('latin1'), `${length} bytes`);
  }
  t.equal(await readProcFile('/proc/self/cmdline'), readFileSync('/proc/self/cmdline', 'latin1'), 'one without a size');
});

t.test('what cannot be read says why, and stays open for nobody', async (t) => {
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();
  await t.rejects(readProcFile('/proc/self/nothing'), { code: 'ENOENT' });
  await t.rejects(readProcFile('/proc/self/fd'), { code: 'EISDIR' });
  t.equal(openFiles(), before);
});
