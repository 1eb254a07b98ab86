import { readFileSync } from 'node:fs';
import t from 'tap';
import { readFigures } from '../../reliability/figures.ts';
import { withFigures } from '../../reliability/reliability-page.ts';

t.test('the tables of docs/reliability.md are those of docs/reliability.json', async (t) => {
  const page = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8');
  t.equal(withFigures(page, readFigures()), page);
});
