import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createPresetStore } from '../../src/adapters/preset-store.ts';
import type { FormPresets } from '../../src/domain/form-preset.ts';

const preset = (name: string) => ({ name, target: 'server', values: { nodes: 2 } });
const add = (name: string) => (all: FormPresets) => ({ ...all, presets: [...all.presets, preset(name)] });

function prepare(t: Test) {
  const directory = join(t.testdir({}), 'state');
  const said: string[] = [];
  const note = (_: object, message: string) => void said.push(message);
  const file = join(directory, 'presets.json');
  return { directory, file, said, store: createPresetStore(file, { warn: note, error: note }) };
}

t.test('presets come back, from a file of the user alone; there is nothing else', async (t) => {
  const { directory, file, store } = prepare(t);
  t.strictSame(await store.read(), { presets: [], last: {} });
  await store.update(add('a'));
  t.strictSame(await store.read(), { presets: [preset('a')], last: {} });
  t.equal((await stat(file)).mode & 0o777, 0o600);
  t.strictSame(await readdir(directory), ['presets.json']);
});

t.test('daemons that change them at once lose nothing of each other', async (t) => {
  const { file, store } = prepare(t);
  // Another spelling: turns within one process must not hide what is tested.
  const other = createPresetStore(file.replace('/presets.json', '/./presets.json'));
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
  await Promise.all(names.map((name, index) => (index % 2 ? store : other).update(add(name))));
  t.strictSame((await store.read()).presets.map(({ name }) => name).sort(), names.sort());
});

t.test('whatever stands in their place is put aside and said; nothing is overwritten', async (t) => {
  const places: Record<string, (file: string) => Promise<unknown> | unknown> = {
    torn: (file) => writeFile(file, '{"version":1,"presets":[{"na'),
    empty: (file) => writeFile(file, ''),
    'of another program': (file) => writeFile(file, '{"version":1,"presets":"many"}'),
    'a pipe': (file) => execFileSync('mkfifo', [file]),
    'a directory': (file) => execFileSync('mkdir', [file]),
    'a link': (file) => execFileSync('ln', ['-s', '/etc/passwd', file]),
    huge: async (file) => {
      await writeFile(file, '');
      await truncate(file, 5_000_000_000);
    },
  };
  for (const [what, put] of Object.entries(places)) {
    const { directory, file, said, store } = prepare(t);
    await store.update(add('a'));
    execFileSync('rm', [file]);
    await put(file);
    t.strictSame(await store.read(), { presets: [], last: {} }, what);
    await store.update(add('b'));
    t.match(await readdir(directory), ['presets.json', /^presets\.json\.unreadable-/], what);
    t.match(said, [/cannot be used: .*; it is kept as presets/], what);
    t.strictSame((await store.read()).presets, [preset('b')], what);
  }
});

t.test('those of a newer version are left as they are', async (t) => {
  const { file, store } = prepare(t);
  await store.update(add('a'));
  const newer = '{"version":2,"shelves":[]}';
  await writeFile(file, newer);
  t.strictSame(await store.read(), { presets: [], last: {} });
  await t.rejects(store.update(add('b')), { code: 'not_supported', message: /newer Trame Manager/ });
  t.equal(await readFile(file, 'utf8'), newer);
});
