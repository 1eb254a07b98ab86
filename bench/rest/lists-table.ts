import { markdownTable } from '../../reliability/markdown-table.ts';

/** Times in milliseconds. */
export interface ListTimes {
  fastify: number[];
  all: number[];
  filtered: number[];
}

interface Figures {
  p50: number;
  p99: number;
}

/** What was measured, and as a table in Markdown with the ratios to the bare Fastify. */
export function listsTable(times: ListTimes, list: { count: number; bytes: number }) {
  const figures = { fastify: figuresOf(times.fastify), all: figuresOf(times.all), filtered: figuresOf(times.filtered) };
  const row = (name: string, { p50, p99 }: Figures, aim: string) => [
    name,
    `${p50.toFixed(2)} ms (${(p50 / figures.fastify.p50).toFixed(1)})`,
    `${p99.toFixed(2)} ms (${(p99 / figures.fastify.p99).toFixed(1)})`,
    aim,
  ];
  const rows = [
    row('bare Fastify, the same JSON from memory', figures.fastify, '–'),
    row('`GET instances`', figures.all, '10 ms'),
    row('the same filtered and sorted, 50 of them', figures.filtered, '10 ms'),
  ];
  const table = [
    `${list.count} records, ${Math.round(list.bytes / 1000)} kB; ${times.all.length} requests each, one after the other; in brackets the ratio to the bare Fastify.`,
    '',
    markdownTable(['request', 'median', '99th percentile', '99th, must reach'], rows),
  ].join('\n');
  return { figures, table };
}

function figuresOf(times: number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
