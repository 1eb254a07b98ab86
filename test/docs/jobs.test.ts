import { readFile } from 'node:fs/promises';
import t from 'tap';
import { reasonTable } from '../../src/adapters/slurm/job-reasons.ts';

t.test('docs/jobs.md lists the reasons as they are shown, in the order in which they count', async (t) => {
  const text = await readFile(new URL('../../docs/jobs.md', import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('### Why a job waits'));
  const listed = [...table.matchAll(/^\| `(\S+)` +\| (.+?) +\| (never|when released)? *\|$/gm)].map((row) =>
    row.slice(1),
  );
  const starts = (row: (typeof reasonTable)[number]) => (row.stuck ? 'never' : row.held ? 'when released' : undefined);
  t.same(
    listed,
    reasonTable.map((row) => [row.code, row.words, starts(row)]),
  );
});
