import { markdownTable } from '../../reliability/markdown-table.ts';
import type { Visit } from './visit-page.ts';

/** What was measured; times in milliseconds. */
export interface PageFigures {
  /** First visits through JupyterLab, and at a daemon with many apps and instances. */
  jupyter?: Visit[];
  many?: Visit[];
  /** Long tasks while it is scrolled. */
  scrolling?: number[];
  /** From the daemon's sending of an event to the page that shows it, sorted. */
  changes?: number[];
  /** Bytes of the heap before and after. */
  memory?: [number, number];
}

/** A table in Markdown: what was found beside what must be reached. */
export function pageTable(
  { jupyter = [], many = [], scrolling, changes, memory }: PageFigures,
  rounds: number,
): string {
  const rows: [string, string, string][] = [
    ['first visit, over the wire', kilobytes(median(jupyter, 'bytes')), '120 kB'],
    ['first contentful paint, through JupyterLab', ms(median(jupyter, 'firstPaintMs')), '300 ms'],
    ['an app can be launched, through JupyterLab', ms(median(jupyter, 'usableMs')), '600 ms'],
    ['200 instances and 500 apps drawn, from the script’s start', ms(median(many, 'drawMs')), '200 ms'],
    ['the same page, over the wire', kilobytes(median(many, 'bytes')), '–'],
    ['tasks of more than 50 ms while it is scrolled', String(scrolling?.length ?? '–'), '0'],
    ['an event shows, after the daemon sent it, median', ms(at(changes, 0.5)), '–'],
    ['an event shows, 99th percentile', ms(at(changes, 0.99)), '50 ms'],
    ['heap after an hour of events, beside that before', growth(memory), 'flat'],
  ];
  return [
    `Medians of ${rounds} visits, each in a browser profile of its own.`,
    '',
    markdownTable(['figure', 'found', 'must reach'], rows),
  ].join('\n');
}

type Timed = 'bytes' | 'firstPaintMs' | 'usableMs' | 'drawMs';

function median(visits: Visit[], figure: Timed): number {
  return at(
    visits.map((visit) => visit[figure]).sort((a, b) => a - b),
    0.5,
  );
}

function at(sorted: number[] | undefined, share: number): number {
  return sorted?.[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function ms(value: number): string {
  return Number.isNaN(value) ? '–' : `${Math.round(value)} ms`;
}

function kilobytes(bytes: number): string {
  return Number.isNaN(bytes) ? '–' : `${Math.round(bytes / 1000)} kB`;
}

function growth(memory: [number, number] | undefined): string {
  if (memory === undefined) return '–';
  const [before, after] = memory.map((bytes) => (bytes / 1e6).toFixed(1));
  return `${after} MB, ${before} MB`;
}
