import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import { readAppFile } from '../../src/adapters/app-file.ts';
import { appFileSchema } from '../../src/adapters/app-file-schema.ts';
import { ownedVariables, withheldPrefixes, withheldVariables } from '../../src/domain/reserved-environment.ts';
import { undocumentedFields, unexplainedLeaves } from '../support/documented-fields.ts';

const docs = readFileSync(resolve(import.meta.dirname, '../../docs/app-file.md'), 'utf8');

t.test('the docs name every field, and no table names another', async (t) => {
  t.same(undocumentedFields(appFileSchema, docs), { missing: [], unknown: [] });
});

t.test('every part of the schema says what it expects', async (t) => {
  t.same(unexplainedLeaves(appFileSchema), []);
});

t.test('the docs name every variable that a command is given or never sees', async (t) => {
  for (const name of [...ownedVariables, ...withheldVariables, ...withheldPrefixes.map((prefix) => `${prefix}*`)]) {
    t.ok(docs.includes(`\`${name}\``), name);
  }
});

t.test('every example in the docs is a good app file', async (t) => {
  const examples = [...docs.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');
  t.equal(examples.length, 3);
  for (const [index, example] of examples.entries()) {
    const directory = t.testdir({ [`example-${index}`]: { 'app.yml': example } });
    t.match(await readAppFile(join(directory, `example-${index}`, 'app.yml')), { ok: true }, example);
  }
});
