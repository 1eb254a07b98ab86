import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseRecipe, readRecipe, recipeText } from '../../src/adapters/recipe-document.ts';
import type { Recipe } from '../../src/domain/recipe.ts';

const whole: Recipe = {
  app: 'cone',
  app_name: 'Cone: "the" one',
  name: 'Run 7 # fine',
  description: 'Two\nlines, with ünïcode',
  data_directory: '$SCRATCH/a b/{{ x }}',
  parameters: { iso: 0.5, solver: 'yes', half: '0.50', deep: true, text: 'a: b\n- c' },
  resources: { run_on: 'job', nodes: 2, walltime: 3600 },
  connect_to: 'render',
  saved_from: { app_directory: '/data/apps/cone', app_file_sha256: 'a'.repeat(64) },
};

t.test('what was written is read again, values and all', (t) => {
  t.same(parseRecipe(recipeText(whole)), { ok: true, recipe: whole });
  const least = parseRecipe('recipe: 1\napp: cone\n');
  t.match(least, { ok: true, recipe: { app: 'cone', name: null, parameters: {}, resources: null, saved_from: null } });
  t.equal(least.ok && recipeText(least.recipe).split('\n').slice(1).join('\n'), 'recipe: 1\napp: cone\n');
  t.match(recipeText(whole), /^# A recipe of Trame Manager: .*\nrecipe: 1\napp: cone\n/);
  t.end();
});

const wrong: [string, RegExp, { line: number; column?: number }][] = [
  ['name: x\ncommand: rm -rf /\n', /This is no recipe/, { line: 1 }],
  ['recipe: 2\napp: cone\n', /"recipe" has to be 1, .*but it is 2/, { line: 1, column: 9 }],
  ['recipe: 1\n', /"app" is missing/, { line: 1 }],
  ['recipe: 1\napp: ../other\n', /"app" has to be the id of an app/, { line: 2, column: 6 }],
  ['recipe: 1\napp: cone\ncommand: x\n', /no field "command"/, { line: 3, column: 1 }],
  ['recipe: 1\napp: cone\nparameter: {}\n', /no field "parameter"/, { line: 3 }],
  ['recipe: 1\napp: cone\nparameters: {iso: [1]}\n', /"parameters.iso" has to be a text, a number/, { line: 3 }],
  ['recipe: 1\napp: cone\nparameters: {"a b": 1}\n', /"a b" cannot be the name of a value/, { line: 3, column: 14 }],
  ['recipe: 1\napp: cone\nname: "a\\nb"\n', /"name" has to be one line/, { line: 3 }],
  ['recipe: 1\napp: cone\nsaved_from: {app_directory: /x, app_file_sha256: abc}\n', /SHA-256/, { line: 3 }],
  ['recipe: 1\n\tapp: cone\n', /tab/i, { line: 2 }],
];

t.test('a file that cannot be used is told with line and field', (t) => {
  for (const [text, message, place] of wrong) {
    t.match(parseRecipe(text), { ok: false, problems: [{ message, ...place }] }, text);
  }
  t.match(parseRecipe('recipe: 1\napp: cone\nparameter: {}\n'), { problems: [{ hint: 'Did you mean "parameters"?' }] });
  t.end();
});

t.test('a file that is not there, a directory and a large one are told, too', async (t) => {
  const directory = t.testdir();
  t.match(await readRecipe(join(directory, 'none')), {
    ok: false,
    problems: [{ message: 'It is not there.', line: null }],
  });
  t.match(await readRecipe(directory), { ok: false, problems: [{ message: /is a directory/ }] });
  const large = join(directory, 'large');
  writeFileSync(large, `recipe: 1\napp: cone\ndescription: ${'x'.repeat(300_000)}\n`);
  t.match(await readRecipe(large), { ok: false, problems: [{ message: /too large/ }] });
});
