import type { FigureId } from './figures.ts';
import { peerLabels, peerNames } from './peer.ts';
import { shown } from './performance-tables.ts';
import type { FigureResult, Results } from './results.ts';

/** An SVG with one panel of bars for each figure, two in a row; readable in light and in dark pages. */
export function barCharts(results: Results, ids: FigureId[]): string {
  const panels = ids.flatMap((id) => results.figures[id] ?? []).map((figure) => panel(figure));
  const rowHeights = panels.flatMap((_, index) =>
    index % 2 === 0 ? [Math.max(...panels.slice(index, index + 2).map(({ height }) => height))] : [],
  );
  const placed = panels.map(({ content }, index) => {
    const y = rowHeights.slice(0, index >> 1).reduce((sum, height) => sum + height, 0);
    return `<g transform="translate(${(index % 2) * panelWidth} ${y})">\n${content}\n</g>`;
  });
  const height = rowHeights.reduce((sum, row) => sum + row, 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * panelWidth} ${height}" role="img" aria-label="Medians of the figures, one bar for each proxy">
<style>${style}</style>
<rect class="page" width="100%" height="100%"/>
${placed.join('\n')}
</svg>
`;
}

const panelWidth = 470;
const barLeft = 178;
const barWidth = 210;
const rowHeight = 20;
const style = `
.page { fill: #fff } text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 }
.quiet { fill: #59636e } .bar { fill: #8c959f } .ours { fill: #0969da }
@media (prefers-color-scheme: dark) {
  .page { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 } .bar { fill: #656c76 } .ours { fill: #4493f8 }
}`;

function panel({ title, unit, better, peers }: FigureResult): { content: string; height: number } {
  const names = peerNames.filter((name) => peers[name] !== undefined);
  const greatest = Math.max(...names.map((name) => peers[name]?.median ?? 0));
  const rows = names.map((name, index) => {
    const y = 44 + index * rowHeight;
    const median = peers[name]?.median ?? null;
    const width = median === null ? 0 : Math.max(1, (median / greatest) * barWidth).toFixed(1);
    const kind = name === 'trame-manager' || name === 'whole-way' ? 'ours' : 'bar';
    const text = median === null ? (peers[name]?.note ?? '–') : shown(median);
    return `<text x="${barLeft - 8}" y="${y + 12}" text-anchor="end">${escaped(peerLabels[name])}</text>
<rect class="${kind}" x="${barLeft}" y="${y}" width="${width}" height="${rowHeight - 4}"/>
<text x="${barLeft + Number(width) + 6}" y="${y + 12}">${escaped(text)}</text>`;
  });
  const heading = `<text class="title" x="10" y="22">${escaped(title)}</text>
<text class="quiet" x="10" y="38">${escaped(`${unit}, ${better} is better`)}</text>`;
  return { content: [heading, ...rows].join('\n'), height: 60 + names.length * rowHeight };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
