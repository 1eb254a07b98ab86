import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { fileErrorMessage, readYamlDocument } from '../../src/adapters/yaml-document-file.ts';
import { DocumentError } from '../../src/adapters/yaml-document-problem.ts';

/** The problem of a file that cannot be used. */
async function problemOf(file: string) {
  const error = await readYamlDocument(file).catch((thrown) => thrown);
  return error instanceof DocumentError ? error.problem : null;
}

t.test('a file is read and parsed', async (t) => {
  const directory = t.testdir({ 'a.yml': 'name: é\n' });
  t.same((await readYamlDocument(join(directory, 'a.yml'))).value, { name: 'é' });
});

t.test('whatever stands in the place of a file is refused in words, without waiting', async (t) => {
  // Not t.testdir: its path is too long for a socket.
  const directory = mkdtempSync(join(tmpdir(), 'yaml-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const at = (name: string) => join(directory, name);
  execFileSync('mkfifo', [at('fifo')]);
  mkdirSync(at('directory'));
  symlinkSync('ring', at('ring'));
  symlinkSync('/nowhere/at/all', at('dangling'));
  const server = createServer().listen(at('socket'));
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  for (const [name, message] of [
    ['fifo', /no regular file/],
    ['directory', /is a directory/],
    ['ring', /lead in a circle/],
    ['dangling', /not there/],
    ['missing', /not there/],
    ['socket', /no regular file/],
  ] as const) {
    t.match(await problemOf(at(name)), { line: null, column: null, message }, name);
  }
  t.match(await problemOf('/dev/zero'), { message: /no regular file/ });
});

t.test('no file stays open', async (t) => {
  const directory = t.testdir({ 'good.yml': 'a: 1', 'large.yml': 'x'.repeat(300_000) });
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();
  for (const name of ['good.yml', 'large.yml', '.']) await readYamlDocument(join(directory, name)).catch(() => null);
  t.equal(openFiles(), before);
});

t.test('a file of 10 MB is refused before it is read', async (t) => {
  const file = join(t.testdir({}), 'large.yml');
  writeFileSync(file, `a: ${'x'.repeat(10_000_000)}`);
  t.match(await problemOf(file), { message: /too large: 256 KiB/ });
});

t.test(
  'a file that is larger than it says is read only up to the bound',
  { skip: existsSync('/proc/kallsyms') ? false : 'there is no /proc/kallsyms' },
  async (t) => {
    // Files below /proc say that they have no bytes; this one lists thousands of symbols.
    t.equal(statSync('/proc/kallsyms').size, 0);
    t.match(await problemOf('/proc/kallsyms'), { message: /too large/ });
  },
);

t.test('bytes that are not UTF-8 are refused with their line', async (t) => {
  const file = join(t.testdir({}), 'latin1.yml');
  writeFileSync(file, Buffer.from('name: ok\ndescription: caf\xe9\n', 'latin1'));
  t.match(await problemOf(file), { line: 2, message: /not UTF-8/, hint: /Save it as UTF-8/ });
  writeFileSync(file, Buffer.from('\ufeffname: x\n', 'utf16le'));
  t.match(await problemOf(file), { line: 1, message: /not UTF-8/ });
});

t.test('errors of the file system are said in words', async (t) => {
  t.match(fileErrorMessage(Object.assign(new Error(), { code: 'EACCES' })), /permissions/);
  t.match(fileErrorMessage(Object.assign(new Error(), { code: 'EXYZ' })), /cannot be read \(EXYZ\)/);
  t.match(fileErrorMessage('odd'), /unknown error/);
});
