import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { shortDirectory } from '../support/short-directory.ts';

const file = fileURLToPath(new URL('../../src/adapters/compiled-code.ts', import.meta.url));

/** Where Node keeps compiled code after the call, in a process of its own; null: nowhere. */
function keptIn(env: Record<string, string>, version = '1.2.3'): string | null {
  const program = `
    const { getCompileCacheDir } = await import('node:module');
    const { keepCompiledCode } = await import(process.argv[1]);
    // A machine may be busy with other tests.
    await keepCompiledCode(process.env, process.argv[2], 60_000);
    console.log(JSON.stringify(getCompileCacheDir() ?? null));`;
  const words = ['--input-type=module', '-e', program, file, version];
  return JSON.parse(
    execFileSync(process.execPath, words, { env: { PATH: process.env.PATH, ...env }, encoding: 'utf8' }),
  );
}

t.test('code is kept below the cache directory of the user, for the user alone', async (t) => {
  const home = shortDirectory(t);
  const inHome = join(home, '.cache', 'trame-manager', 'compiled', '1.2.3');
  t.match(keptIn({ HOME: home }), inHome);
  t.ok(readdirSync(inHome).length > 0, 'the next start finds something there');
  const elsewhere = join(home, 'elsewhere');
  t.match(keptIn({ HOME: home, XDG_CACHE_HOME: elsewhere }), join(elsewhere, 'trame-manager', 'compiled'));
  t.match(keptIn({ HOME: home, XDG_CACHE_HOME: 'relative' }), inHome, 'a relative one does not count');
});

t.test('where another user could put code there, none is kept', async (t) => {
  const home = shortDirectory(t);
  const place = join(home, '.cache', 'trame-manager', 'compiled');
  mkdirSync(place, { recursive: true });
  for (const mode of [0o777, 0o770, 0o755]) {
    chmodSync(place, mode);
    t.equal(keptIn({ HOME: home }), null, `mode ${mode.toString(8)}`);
  }
  chmodSync(place, 0o700);
  chmodSync(join(home, '.cache'), 0o777);
  t.equal(keptIn({ HOME: home }), null, 'a directory above that everybody may write');
  chmodSync(join(home, '.cache'), 0o700);
  t.not(keptIn({ HOME: home }), null);
  const open = join(home, 'open');
  mkdirSync(join(open, 'own'), { recursive: true, mode: 0o700 });
  chmodSync(open, 0o777);
  const linked = join(home, 'linked');
  mkdirSync(join(linked, 'trame-manager'), { recursive: true });
  symlinkSync(join(open, 'own'), join(linked, 'trame-manager', 'compiled'));
  t.equal(keptIn({ HOME: home, XDG_CACHE_HOME: linked }), null, 'a link to such a place');
});

t.test('a home that cannot be written keeps nobody from starting', async (t) => {
  t.equal(keptIn({ HOME: '/dev/null' }), null);
});

t.test('what other versions kept goes after a month', async (t) => {
  const home = shortDirectory(t);
  const place = join(home, '.cache', 'trame-manager', 'compiled');
  const old = new Date(Date.now() - 31 * 86_400_000);
  for (const name of ['0.1.0', '0.2.0', '0.3.0']) mkdirSync(join(place, name), { recursive: true, mode: 0o700 });
  chmodSync(place, 0o700);
  for (const name of ['0.1.0', '0.3.0']) utimesSync(join(place, name), old, old);
  const program = `
    const { keepCompiledCode } = await import(process.argv[1]);
    await keepCompiledCode(process.env, '0.3.0', 60_000);
    const { existsSync } = await import('node:fs');
    const end = Date.now() + 20_000;
    while (existsSync(process.argv[2]) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));`;
  const words = ['--input-type=module', '-e', program, file, join(place, '0.1.0')];
  execFileSync(process.execPath, words, { env: { PATH: process.env.PATH, HOME: home } });
  t.notOk(existsSync(join(place, '0.1.0')));
  t.ok(existsSync(join(place, '0.2.0')), 'another version may be in use beside this one');
  t.ok(existsSync(join(place, '0.3.0')), 'its own stays');
});
