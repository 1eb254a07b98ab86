import { readFileSync, writeFileSync } from 'node:fs';
import { barCharts } from './bar-charts.ts';
import { type FigureId, figureIds } from './figures.ts';
import { costTable, memoryTable, speedTable, verdictTable } from './performance-tables.ts';
import type { Results } from './results.ts';

/**
 * Puts results into docs/performance.json, and what follows from it into the tables of docs/performance.md (between their
 * markers) and the plots. Figures that were not measured stay as they are.
 */
export function refreshPerformancePage(results: Results): void {
  const before: Results = JSON.parse(readFileSync(docs('performance.json'), 'utf8'));
  const measured = { ...before.figures, ...results.figures };
  const all: Results = {
    machine: results.machine,
    figures: Object.fromEntries(figureIds.flatMap((id) => (measured[id] ? [[id, measured[id]]] : []))),
  };
  writeFileSync(docs('performance.json'), `${JSON.stringify(all, null, 2)}\n`);
  const page = readFileSync(docs('performance.md'), 'utf8');
  writeFileSync(docs('performance.md'), withTables(page, all));
  for (const [name, svg] of Object.entries(plots(all))) writeFileSync(docs(`images/${name}`), svg);
}

/** The page with its tables made from these results. @throws Error when it has no place for one */
export function withTables(page: string, results: Results): string {
  const costs = speedFigures.filter((id) => id !== 'echo-p99');
  const parts = {
    machine: machineText(results),
    speed: speedTable(results, speedFigures),
    cost: costTable(results, costs),
    memory: memoryTable(results, memoryFigures),
    verdicts: verdictTable(results),
  };
  return Object.entries(parts).reduce((text, [name, part]) => replacePart(text, name, part), page);
}

/** The plots by their files' names below docs/images. */
export function plots(results: Results): Record<string, string> {
  return {
    'performance-speed.svg': barCharts(results, speedFigures),
    'performance-memory.svg': barCharts(results, memoryFigures),
  };
}

const memoryFigures: FigureId[] = ['idle', 'slow-websocket', 'slow-get'];
const speedFigures = figureIds.filter((id) => !memoryFigures.includes(id));

function docs(file: string): URL {
  return new URL(`../../docs/${file}`, import.meta.url);
}

/** "… <!-- speed -->\n…\n<!-- /speed --> …" with the text between. @throws Error when the page has no such place */
function replacePart(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for "${name}".`);
  return `${page.slice(0, from + begin.length)}${text}${page.slice(to)}`;
}

function machineText({ machine, figures }: Results): string {
  const { date, cores, cpu, memory_bytes: memory, kernel, versions } = machine;
  const others = Math.max(...Object.values(figures).map((figure) => figure.others ?? 0));
  const disturbed =
    others > 0.02 ? ` Other programs used up to ${Math.round(others * 100)} % of the machine meanwhile.` : '';
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Measured on ${date}: ${cores} cores (${cpu}), ${Math.round(memory / 2 ** 30)} GB, ${kernel}; ${programs.join(', ')}.${disturbed}`;
}
