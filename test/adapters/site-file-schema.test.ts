import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import { checkSiteFile } from '../../src/adapters/site-file.ts';
import { siteFileSchema } from '../../src/adapters/site-file-schema.ts';
import { undocumentedFields, unexplainedLeaves } from '../support/documented-fields.ts';

const docs = readFileSync(resolve(import.meta.dirname, '../../docs/site-configuration.md'), 'utf8');

t.test('the docs name every field, and no table names another', async (t) => {
  t.same(undocumentedFields(siteFileSchema, docs), { missing: [], unknown: [] });
});

t.test('every part of the schema says what it expects', async (t) => {
  t.same(unexplainedLeaves(siteFileSchema), []);
});

t.test('the example in the docs is a good configuration', async (t) => {
  const example = /```yaml\n(.*?)```/s.exec(docs)?.[1] ?? '';
  t.same(await checkSiteFile(join(t.testdir({ 'site.yml': example }), 'site.yml')), []);
});
