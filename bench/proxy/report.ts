import { writeFileSync } from 'node:fs';
import { type FigureId, figures } from './figures.ts';
import { machineOf } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { refreshPerformancePage } from './performance-page.ts';
import { type FigureResult, othersIn, type Results, type Samples, summarize } from './results.ts';
import { verdictsOf } from './verdicts.ts';

/** Collects figures, says each when it is there, and writes them where the options want them. */
export interface Report {
  add(figure: FigureId, rounds: number, samples: Samples): void;
  finish(): void;
}

/** An empty report. */
export function createReport(options: BenchOptions): Report {
  const results: Results = { machine: machineOf(), figures: {} };
  if (options.quick) console.log('A quick run: less data than the titles say, and nothing to judge by.');
  return {
    add(figure, rounds, samples) {
      const peers = summarize(samples);
      const result = {
        ...figures[figure],
        rounds,
        others: othersIn(samples),
        peers,
        verdicts: verdictsOf(figure, peers),
      };
      results.figures[figure] = result;
      console.log(asText(result));
    },
    finish() {
      if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
      if (options.write) refreshPerformancePage(results);
    },
  };
}

function asText({ title, unit, rounds, others, peers, verdicts }: FigureResult): string {
  const busy = others === null ? '' : `; other programs used ${Math.round(others * 100)} % of the machine`;
  const head = `\n${title}: ${unit}, ${rounds === 1 ? 'once' : `${rounds} rounds`}${busy}`;
  const columns = columnsText('', 'median', '× direct', 'range', unit === 'MB/s' ? 'CPU µs/MB' : 'CPU µs each', '');
  const rows = Object.entries(peers).map(([name, { median, min, max, ratio, cost, note }]) =>
    columnsText(name, median, ratio, rounds > 1 && min !== null ? `${min} to ${max}` : null, cost, note),
  );
  const checked = verdicts.map(
    ({ text, aim, holds }) => `  ${holds === null ? 'not compared' : holds ? 'yes' : aim ? 'not yet' : 'NO'}: ${text}`,
  );
  return [head, columns, ...rows, ...checked].join('\n');
}

type Cell = string | number | null;

function columnsText(name: string, median: Cell, ratio: Cell, range: Cell, cost: Cell, note: Cell): string {
  const cells = [median, ratio, range, cost].map((cell, index) =>
    `${cell ?? '–'}`.padStart([11, 11, 20, 13][index] ?? 0),
  );
  return `  ${name.padEnd(24)}${cells.join('')}  ${note ?? ''}`.trimEnd();
}
