import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { buildPage } from '../../scripts/build-page.mjs';

t.test('a first visit is light, and asks nothing of other hosts', async (t) => {
  const outDir = await mkdtemp(join(tmpdir(), 'tm-page-'));
  t.teardown(() => rm(outDir, { recursive: true, force: true }));
  await buildPage({ outDir });
  const read = (name: string) => readFile(join(outDir, name), 'utf8');

  const html = await read('index.html');
  const scripts = await withImports([...html.matchAll(/(?:src|href)="(page\.[^"]*\.js|page\.js)"/g)].map(one), read);
  const styles = [...html.matchAll(/href="(page\.[^"]*css)"/g)].map(one);
  const files = ['index.html', ...scripts, ...styles];
  const sizes = await Promise.all(files.map(async (name) => gzipSync(await read(name)).length));
  const weight = sizes.reduce((sum, size) => sum + size, 0);
  t.comment(`${weight} bytes compressed: ${files.join(', ')}`);
  t.ok(weight <= 120_000, `${weight} bytes`);

  const preloaded = [...html.matchAll(/modulepreload" href="([^"]*)"/g)].map(one);
  t.strictSame(new Set(['page.js', ...preloaded]), scripts, 'nothing of it is found only when a script is read');
  t.notMatch(html, /(src|href)="(https?:)?\//, 'only relative addresses');
  t.notMatch(html, /<script(?![^>]*src=)|style="/, 'nothing that the policy forbids');
  for (const name of await readdir(outDir)) {
    if (name.endsWith('.css')) t.notMatch(await read(name), /url\(|@import/, name);
    if (name.endsWith('.js')) t.notMatch(await read(name), /(import|from)\s*\(?\s*["'](?!\.\/page\.)/, name);
  }
});

const one = (match: RegExpMatchArray) => match[1] ?? '';

/** With the scripts that they import before they run. */
async function withImports(names: string[], read: (name: string) => Promise<string>): Promise<Set<string>> {
  const found = new Set(names);
  for (const name of found) {
    for (const match of (await read(name)).matchAll(/(?:from|import)\s*"\.\/(page\.[^"]+)"/g)) found.add(one(match));
  }
  return found;
}
