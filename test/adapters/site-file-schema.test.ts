import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import { Check } from 'typebox/value';
import { docsWithTables, editorSchema, schemaFile } from '../../scripts/site-reference.ts';
import { givenVariables } from '../../src/adapters/job-template.ts';
import { filterNames } from '../../src/adapters/job-template-filters.ts';
import { checkSiteFile } from '../../src/adapters/site-file.ts';
import { siteFileSchema } from '../../src/adapters/site-file-schema.ts';
import { parseYamlDocument } from '../../src/adapters/yaml-document.ts';
import { fieldTypes } from '../../src/domain/form.ts';
import { undocumentedFields, unexplainedLeaves } from '../support/documented-fields.ts';

const docs = readFileSync(resolve(import.meta.dirname, '../../docs/site-configuration.md'), 'utf8');

t.test('the docs name every field, and no table names another', async (t) => {
  t.same(undocumentedFields(siteFileSchema, docs), { missing: [], unknown: [] });
});

t.test('every part of the schema says what it expects', async (t) => {
  t.same(unexplainedLeaves(siteFileSchema), []);
});

t.test('every example in the docs is a good configuration', async (t) => {
  const examples = [...docs.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');
  t.equal(examples.length, 2);
  for (const example of examples) {
    t.same(await checkSiteFile(join(t.testdir({ 'site.yml': example }), 'site.yml')), []);
  }
});

t.test('the tables of the docs and the schema for editors are those of the program', async (t) => {
  const hint = 'write them anew: node scripts/site-reference.ts';
  t.equal(docsWithTables(docs), docs, hint);
  t.equal(readFileSync(schemaFile, 'utf8'), editorSchema(), hint);
});

t.test('every key says what it is, for editors and the docs', async (t) => {
  const silent = (schema: object, path: string): string[] =>
    Object.entries(schema).flatMap(([key, child]) => {
      if (key === 'properties') {
        return Object.entries(child as object).flatMap(([name, part]) => [
          ...('description' in part ? [] : [`${path}/${name}`]),
          ...silent(part, `${path}/${name}`),
        ]);
      }
      return key === 'items' ? silent(child, `${path}[]`) : [];
    });
  t.same(silent(siteFileSchema, ''), []);
});

t.test('the docs explain every type of field, every variable and every filter of templates', async (t) => {
  for (const name of [...fieldTypes, ...givenVariables, ...filterNames])
    t.match(docs, new RegExp(`^\\|.*\`${name}[\`(]`, 'm'), name);
});

t.test('the schema for editors takes the shipped configurations, which name it', async (t) => {
  const directory = resolve(import.meta.dirname, '../../configurations');
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  for (const name of readdirSync(directory).filter((entry) => entry.endsWith('.yml'))) {
    const text = readFileSync(join(directory, name), 'utf8');
    t.match(text, /^# yaml-language-server: \$schema=site\.schema\.json\n/, name);
    t.ok(Check(schema, parseYamlDocument(text).value), name);
  }
  t.notOk(Check(schema, { titel: 'x' }));
});
