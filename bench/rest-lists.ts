/**
 * How long `GET instances` takes with 200 records, beside a bare Fastify that answers the same JSON from memory, on one kept
 * connection, one request after the other; the two take turns. Prints a line of JSON and a table; `--write` puts the table into
 * docs/performance.md. The aim is a 99th percentile below 10 ms.
 *
 *     npm run bench -- rest-lists [--rounds=10] [--requests=300] [--write]
 */
import { makeEndedRecords } from '../reliability/load/ended-records.ts';
import { withMeasuredDaemon } from '../reliability/load/measured-daemon.ts';
import { withRunDirectory } from '../reliability/load/run-directory.ts';
import { writePerformancePart } from './documents/performance-part.ts';
import { withBareFastify } from './rest/bare-fastify.ts';
import { listsTable } from './rest/lists-table.ts';
import { createAsker } from './rest/timed-requests.ts';

const option = (name: string, usual: number) =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(' '))?.[1] ?? usual);
const rounds = option('rounds', 10);
const requests = option('requests', 300);
const count = 200;
const ways = { all: '', filtered: '?state=stopped&name=ended&sort=-created_at&limit=50' };

await withRunDirectory({ main: null, seed: 1 }, async ({ main, home }) => {
  await makeEndedRecords({ main, home, count, seed: 1 });
  await withMeasuredDaemon({ main, home }, async (daemon) => {
    const { instances } = await daemon.call<{ instances: unknown[] }>('GET', 'instances');
    if (instances.length !== count) throw new Error(`${instances.length} of ${count} instances are listed.`);
    await withBareFastify(JSON.stringify({ instances }), async (bare) => {
      const askers = {
        fastify: createAsker(bare, {}),
        all: createAsker(`${daemon.base}api/v1/instances${ways.all}`, daemon.headers),
        filtered: createAsker(`${daemon.base}api/v1/instances${ways.filtered}`, daemon.headers),
      };
      // The first round warms up.
      for (const ask of Object.values(askers)) await ask(requests);
      const times: Record<keyof typeof askers, number[]> = { fastify: [], all: [], filtered: [] };
      for (let round = 0; round < rounds; round += 1) {
        for (const [name, ask] of Object.entries(askers))
          times[name as keyof typeof askers].push(...(await ask(requests)));
      }
      const { figures, table } = listsTable(times, { count, bytes: JSON.stringify({ instances }).length });
      console.log(JSON.stringify({ benchmark: 'rest-lists', ...figures }));
      console.log(table);
      if (process.argv.includes('--write')) writePerformancePart('rest-lists', table);
    });
  });
});
