import { readFileSync } from 'node:fs';
import t from 'tap';
import { parseRecipe } from '../../src/adapters/recipe-document.ts';
import { recipeSchema } from '../../src/adapters/recipe-schema.ts';

const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');

t.test('the recipe of docs/recipes.md is valid, and its table has the fields that there are', async (t) => {
  const [, sample = ''] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? [];
  t.match(parseRecipe(sample), { ok: true, recipe: { app: 'isosurfaces', parameters: { resolution: 48 } } });
  const table = page.slice(page.indexOf('| field'), page.indexOf('## By REST'));
  const rows = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  t.same(rows, Object.keys(recipeSchema.properties));
});
