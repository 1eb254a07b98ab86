import { writeFileSync } from 'node:fs';
import type { SoakFigures } from '../figures.ts';

const image = new URL('../../docs/images/reliability-soak.svg', import.meta.url);

/** Draws docs/images/reliability-soak.svg. */
export function plotSoak(figures: SoakFigures): void {
  writeFileSync(image, soakSvg(figures));
}

const [width, height] = [940, 340];
/** Where the curves lie. */
const area = { left: 64, top: 52, right: 800, bottom: 290 };
const style = `
.page { fill: #fff } text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 }
.quiet { fill: #59636e } .grid { stroke: #d1d9e0 } .rss, .heap { fill: none; stroke-width: 2; stroke-linejoin: round }
.rss { stroke: #0969da } .heap { stroke: #8c959f } .rss-name { fill: #0969da } .heap-name { fill: #59636e }
@media (prefers-color-scheme: dark) {
  .page { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 } .grid { stroke: #3d444d }
  .rss { stroke: #4493f8 } .heap { stroke: #656c76 } .rss-name { fill: #4493f8 } .heap-name { fill: #9198a1 }
}`;

/** Resident memory and heap over time, readable in light and in dark pages. */
export function soakSvg({ minutes, requests, rss_bytes: rss, heap_bytes: heap }: SoakFigures): string {
  const top = Math.ceil(Math.max(...rss, 1e6) / 50e6) * 50e6;
  const y = (bytes: number) => area.bottom - (bytes / top) * (area.bottom - area.top);
  const x = (share: number) => area.left + share * (area.right - area.left);
  const rows = Array.from({ length: top / 50e6 + 1 }, (_, index) => index * 50e6);
  const columns = Array.from({ length: 7 }, (_, index) => index / 6);
  const label = `Memory of the daemon over ${minutes} minutes of use`;
  const grid = rows.map(
    (bytes) => `<line class="grid" x1="${area.left}" x2="${area.right}" y1="${y(bytes)}" y2="${y(bytes)}"/>
<text class="quiet" x="${area.left - 8}" y="${y(bytes) + 4}" text-anchor="end">${bytes / 1e6}</text>`,
  );
  const times = columns.map(
    (share) =>
      `<text class="quiet" x="${x(share)}" y="${area.bottom + 20}" text-anchor="middle">${Number((share * minutes).toFixed(1))}</text>`,
  );
  const curves = Object.entries({ rss, heap }).map(([kind, values]) => {
    const points = values.map(
      (bytes, index) => `${x(index / Math.max(values.length - 1, 1)).toFixed(1)},${y(bytes).toFixed(1)}`,
    );
    const name = kind === 'rss' ? 'resident memory' : 'JavaScript heap';
    return `<polyline class="${kind}" points="${points.join(' ')}"/>
<text class="${kind}-name" x="${area.right + 10}" y="${y(values.at(-1) ?? 0) + 4}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
<style>${style}</style>
<rect class="page" width="100%" height="100%"/>
<text class="title" x="10" y="22">${label}</text>
<text class="quiet" x="10" y="40">MB; ${requests} requests, apps launched, used, stopped and removed all the time</text>
${[...grid, ...times, ...curves].join('\n')}
<text class="quiet" x="${(area.left + area.right) / 2}" y="${area.bottom + 40}" text-anchor="middle">minutes</text>
</svg>
`;
}
