import { readFile } from 'node:fs/promises';
import t from 'tap';
import { errorCatalogue } from '../../src/domain/errors.ts';

t.test('docs/errors.md lists the codes and statuses of the catalogue, no more and no less', async (t) => {
  const text = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^\| `([a-z_]+)` +\| (\d{3}) +\|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  const expected = Object.entries(errorCatalogue).map(([code, { status }]) => [code, status]);
  t.same(listed.sort(), expected.sort());
});
