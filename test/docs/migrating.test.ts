import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readAppFile } from '../../src/adapters/app-file.ts';
import { readSiteFile } from '../../src/adapters/site-file.ts';

const page = readFileSync(new URL('../../docs/migrating.md', import.meta.url), 'utf8');
const samples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);

t.test('the app file and the site files of docs/migrating.md are valid', async (t) => {
  const [app = '', ...sites] = samples;
  const directory = t.testdir();
  const appDirectory = join(directory, 'cone');
  mkdirSync(appDirectory);
  writeFileSync(join(appDirectory, 'app.yml'), app);
  t.match(await readAppFile(join(appDirectory, 'app.yml')), { ok: true, app: { id: 'cone', name: 'Cone' } });
  t.equal(sites.length, 2);
  for (const [number, text] of sites.entries()) {
    const file = join(directory, `site-${number}.yml`);
    writeFileSync(file, text);
    t.match(await readSiteFile(file), { ok: true }, text);
  }
});
