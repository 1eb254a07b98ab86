import type { FigureId } from './figures.ts';
import { peerLabels, peerNames } from './peer.ts';
import type { PeerResult, Results } from './results.ts';

/** Markdown: a row for each figure, a column for each peer; medians and, in brackets, their ratio to the direct connection. */
export function speedTable(results: Results, ids: FigureId[]): string {
  return figureTable(results, ids, peerNames, (result) => withRatio(result));
}

/** The same for memory, where there is no direct connection to compare with. */
export function memoryTable(results: Results, ids: FigureId[]): string {
  const names = peerNames.filter((name) => ids.some((id) => results.figures[id]?.peers[name]));
  return figureTable(results, ids, names, (result) => value(result));
}

/** Processor time of the proxies' own processes for a MB, a message or a request, in µs. */
export function costTable(results: Results, ids: FigureId[]): string {
  const names = peerNames.filter((name) => name !== 'direct');
  const rows = ids.flatMap((id) => {
    const figure = results.figures[id];
    if (figure === undefined) return [];
    const cells = names.map((name) => figure.peers[name]).map((result) => (result ? costCell(result) : '–'));
    return [[`${figure.title}, for ${figure.unit === 'MB/s' ? 'a MB' : 'each'}`, ...cells]];
  });
  return table([['', ...names.map((name) => peerLabels[name])], ...rows]);
}

/** A row for each thing that a figure must reach or aims at. */
export function verdictTable(results: Results): string {
  const rows = Object.values(results.figures).flatMap(({ title, verdicts }) =>
    verdicts.map(({ text, aim, holds }, index) => [
      index === 0 ? title : '',
      text,
      holds === null ? 'not compared' : holds ? 'yes' : aim ? 'not yet' : 'no',
    ]),
  );
  return table([['figure', 'must reach', 'reached'], ...rows]);
}

function figureTable(
  results: Results,
  ids: FigureId[],
  names: readonly (keyof typeof peerLabels)[],
  cell: (result: PeerResult) => string,
): string {
  const notes: string[] = [];
  const rows = ids.flatMap((id) => {
    const figure = results.figures[id];
    if (figure === undefined) return [];
    const cells = names.map((name) => {
      const result = figure.peers[name];
      if (result === undefined) return '–';
      if (result.note === null) return cell(result);
      const known = notes.indexOf(result.note);
      const number = known < 0 ? notes.push(result.note) : known + 1;
      return `${cell(result)} [${number}]`;
    });
    return [[`${figure.title}, ${figure.unit}`, ...cells]];
  });
  const text = table([['', ...names.map((name) => peerLabels[name])], ...rows]);
  return [text, ...(notes.length > 0 ? [''] : []), ...notes.map((note, index) => `[${index + 1}] ${note}  `)]
    .join('\n')
    .trimEnd();
}

function withRatio(result: PeerResult): string {
  return result.ratio === null ? value(result) : `${value(result)} (${Number(result.ratio.toPrecision(2))})`;
}

function costCell({ cost }: PeerResult): string {
  return cost === null ? '–' : shown(cost);
}

function value({ median }: PeerResult): string {
  return median === null ? '–' : shown(median);
}

/** Whole numbers, with one digit behind the point below 20: "2,438", "5.6". */
export function shown(number: number): string {
  return number.toLocaleString('en', { maximumFractionDigits: number < 20 ? 1 : 0 });
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 3));
  const lines = rows.map(
    (row) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`,
  );
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)].join('\n');
}
