import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { buildPage } from '../../scripts/build-page.mjs';

t.test('a first visit is light, and asks nothing of other hosts', async (t) => {
  const outDir = await mkdtemp(join(tmpdir(), 'tm-page-'));
  t.teardown(() => rm(outDir, { recursive: true, force: true }));
  await buildPage({ outDir });
  const files = await Promise.all(['index.html', 'page.js', 'page.css'].map((name) => readFile(join(outDir, name))));
  const weight = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
  t.comment(`${weight} bytes compressed`);
  t.ok(weight <= 120_000, `${weight} bytes`);
  const [html, script, style] = files.map(String);
  t.notMatch(html, /(src|href)="(https?:)?\//, 'only relative addresses');
  t.notMatch(html, /<script(?![^>]*src=)|style="/, 'nothing that the policy forbids');
  t.notMatch(style, /url\(|@import/);
  t.notMatch(script, /import\s*\(|from\s*["']https?:/);
});
