import { readFileSync } from 'node:fs';
import t from 'tap';
import { plots, withTables } from '../../bench/proxy/performance-page.ts';
import type { Results } from '../../bench/proxy/results.ts';

const docs = (file: string) => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');

t.test('the tables and plots of docs/performance.md are those of docs/performance.json', async (t) => {
  const results: Results = JSON.parse(docs('performance.json'));
  t.ok(Object.keys(results.figures).length > 0);
  t.equal(withTables(docs('performance.md'), results), docs('performance.md'));
  for (const [name, svg] of Object.entries(plots(results))) t.equal(docs(`images/${name}`), svg, name);
});
