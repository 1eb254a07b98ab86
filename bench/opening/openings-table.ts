import type { Opening } from './open-page.ts';
import type { Shape } from './shaped-link.ts';

const base = 'direct, first open';

/** A table in Markdown of the medians, and ratios to the first open without the daemon. */
export function openingTable(openings: ReadonlyMap<string, Opening[]>, shape: Shape): string {
  const direct = median(openings.get(base) ?? [], 'http');
  const rows = [...openings].map(([name, list]) => {
    const http = median(list, 'http');
    const share = shareOf(http, direct);
    return `| ${name} | ${kilobytes(http)} | ${share} | ${kilobytes(median(list, 'websocket'))} | ${Math.round(median(list, 'firstPictureMs'))} |`;
  });
  const rounds = Math.max(...[...openings.values()].map((list) => list.length));
  return [
    `Link of ${shape.megabitsPerSecond} Mbit/s, round trip ${shape.roundTripMs} ms; medians of ${rounds} rounds.`,
    '',
    '| way | pages and files, kB | beside the direct first open | websocket (pictures), kB | first picture, ms |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** "3.52 × fewer", "0.12 %" */
function shareOf(bytes: number, direct: number): string {
  if (bytes > direct * 0.99) return 'all';
  return bytes > direct * 0.2 ? `${(direct / bytes).toFixed(2)} × fewer` : `${((100 * bytes) / direct).toFixed(2)} %`;
}

function median(list: Opening[], figure: keyof Opening): number {
  return list.map((opening) => opening[figure]).sort((a, b) => a - b)[list.length >> 1] ?? 0;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
}
