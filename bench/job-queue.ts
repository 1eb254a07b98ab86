/**
 * What a refresh of a queue of 2,000 jobs costs this program itself: reading captured output of squeue, comparing it with
 * what was shown before. Prints one line of JSON; the aim is less than 50 ms. Run it with
 * `node bench/job-queue.ts [number of jobs]`.
 */
import { readFileSync } from 'node:fs';
import { parseQueue } from '../src/adapters/slurm/queue-output.ts';
import type { Job, Scheduler } from '../src/domain/scheduler.ts';
import { createJobQueue } from '../src/services/job-queue.ts';

const count = Number(process.argv[2] ?? 2000);
const rounds = 15;
const captured = readFileSync(new URL('../test/fixtures/slurm/squeue-22.05.8-1.txt', import.meta.url), 'utf8');
const outputs = Array.from({ length: rounds }, (_, round) => manyJobs(captured, count, round));

let next = 0;
const scheduler: Pick<Scheduler, 'title' | 'listJobs'> = { title: 'Slurm', listJobs: async () => parse() };
const queue = createJobQueue({ scheduler: scheduler as Scheduler, log: console });
let changes = 0;
queue.on('change', () => {
  changes += 1;
});
const times: number[] = [];
for (; next < rounds; next++) {
  const start = performance.now();
  await queue.refresh();
  times.push(performance.now() - start);
}
queue.close();
const found = queue.list().length;
if (found !== count || changes !== rounds)
  throw new Error(`${found} of ${count} jobs, ${changes} of ${rounds} changes.`);
// The first rounds are of a program that just started.
const steady = times.slice(5).sort((a, b) => a - b);
console.log(
  JSON.stringify({
    bench: 'job-queue',
    jobs: found,
    bytes: outputs[0]?.length,
    milliseconds: round(steady[Math.floor(steady.length / 2)] ?? 0),
    fastest_milliseconds: round(steady[0] ?? 0),
    slowest_milliseconds: round(steady.at(-1) ?? 0),
    first_milliseconds: round(times[0] ?? 0),
  }),
);

function parse(): Job[] {
  return parseQueue(outputs[next] ?? '');
}

/** The captured records again and again under ids of their own, each round with another expected start. */
function manyJobs(text: string, jobs: number, round: number): string {
  const records = text.split(/(?<=\x1e\n)(?=\d+[^\x1f\n]*\x1f[A-Z]+\x1f)/);
  const line = (index: number) =>
    (records[index % records.length] ?? '')
      .replace(/^\d+[^\x1f]*/, String(index + 1))
      .replace('T17:02:53', `T17:02:${String(round + 10)}`);
  return Array.from({ length: jobs }, (_, index) => line(index)).join('');
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
