import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createPatience, NoAnswer } from '../../src/adapters/patience.ts';
import { createRecipeFiles } from '../../src/adapters/recipe-file.ts';
import type { Recipe } from '../../src/domain/recipe.ts';

const files = createRecipeFiles(createPatience(5000));
const recipe: Recipe = {
  app: 'cone',
  app_name: null,
  name: 'one',
  description: null,
  data_directory: null,
  parameters: {},
  resources: null,
  connect_to: null,
  saved_from: null,
};

t.test('a recipe is written to be shared, and replaced only where that was said', async (t) => {
  const directory = t.testdir();
  const file = join(directory, 'a.trame-recipe.yml');
  const before = process.umask(0o027);
  t.teardown(() => process.umask(before));
  await files.write(file, recipe, { replace: false });
  t.equal(statSync(file).mode & 0o777, 0o640, 'with the rights that the umask leaves');
  t.same(await files.read(file), { ok: true, recipe });
  const other = { ...recipe, name: 'two' };
  await t.rejects(files.write(file, other, { replace: false }), { code: 'file_exists', message: /a.trame-recipe.yml/ });
  t.same(await files.read(file), { ok: true, recipe });
  await files.write(file, other, { replace: true });
  t.same(await files.read(file), { ok: true, recipe: other });
  t.same(readdirSync(directory), ['a.trame-recipe.yml'], 'nothing else is left');
});

t.test('a link in its place is replaced, and not what it leads to', async (t) => {
  const directory = t.testdir({ 'other.txt': 'mine' });
  const file = join(directory, 'a.trame-recipe.yml');
  symlinkSync('other.txt', file);
  await t.rejects(files.write(file, recipe, { replace: false }), { code: 'file_exists' });
  await files.write(file, recipe, { replace: true });
  t.equal(readFileSync(join(directory, 'other.txt'), 'utf8'), 'mine');
});

t.test('where nothing can be written, the reason is told', async (t) => {
  const directory = t.testdir({ file: '' });
  await t.rejects(files.write(join(directory, 'none/a.trame-recipe.yml'), recipe, { replace: false }), {
    code: 'file_not_written',
    message: /its place is gone/,
  });
  await t.rejects(files.write(join(directory, 'file/a.trame-recipe.yml'), recipe, { replace: false }), {
    code: 'file_not_written',
    message: /a part of its path is a file/,
  });
  mkdirSync(join(directory, 'a.trame-recipe.yml'));
  await t.rejects(files.write(join(directory, 'a.trame-recipe.yml'), recipe, { replace: true }), {
    code: 'file_not_written',
  });
  t.same(readdirSync(directory).sort(), ['a.trame-recipe.yml', 'file']);
});

t.test('the digest of a file tells whether it is another one', async (t) => {
  const directory = t.testdir({ a: 'abc' });
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  t.equal(await files.digest(join(directory, 'a')), known);
  t.equal(await files.digest(join(directory, 'none')), null);
  t.equal(await files.digest(directory), null);
});

t.test('a file system that does not answer is not waited for', async (t) => {
  const silent = createRecipeFiles({ ask: (place) => Promise.reject(new NoAnswer(place)) });
  t.match(await silent.read('/data/a.trame-recipe.yml'), { ok: false, problems: [{ message: /does not answer/ }] });
  t.equal(await silent.digest('/data/a'), null);
  await t.rejects(silent.write('/data/a.trame-recipe.yml', recipe, { replace: false }), {
    code: 'file_not_written',
    message: /its file system does not answer/,
  });
});
