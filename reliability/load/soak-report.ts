import type { SoakFigures } from '../figures.ts';
import { cores } from './processor-shares.ts';
import { describe, leftovers, type SoakResult, type SoakSample } from './run-soak.ts';

const maximumPoints = 200;

/** As docs/reliability.json keeps it. */
export function soakFigures({ minutes, requests, samples, after }: SoakResult): SoakFigures {
  const kept = thinned(samples);
  return {
    minutes,
    requests,
    rss_bytes: kept.map(({ rssBytes }) => rssBytes),
    heap_bytes: kept.map(({ heapBytes }) => heapBytes),
    after_rest: { rss_bytes: after.rssBytes, heap_bytes: after.heapBytes },
    growth_bytes_per_hour: Math.round(growthPerHour(secondHalf(samples))),
  };
}

/** Says what came of a run; gives what was wrong with it. */
export function reportSoak(result: SoakResult, say: (text: string) => void): string[] {
  const { samples, before, after, done, failures, processors, logged } = result;
  const growth = growthPerHour(secondHalf(samples));
  say(`\n${result.minutes} minutes, ${result.requests} requests`);
  say(
    `done: ${Object.entries(done)
      .sort()
      .map(([what, count]) => `${count} × ${what}`)
      .join(', ')}`,
  );
  say(
    `processor, in cores of ${cores}: ${Object.entries(processors)
      .map(([name, share]) => `${name} ${share.toFixed(2)}`)
      .join(', ')}`,
  );
  say(`before: ${describe(before)}`);
  say(`after:  ${describe(after)}`);
  say(
    `resident memory over the second half: ${signed(growth)} MB per hour, ± ${(noise(secondHalf(samples)) / 1e6).toFixed(1)} MB around its line`,
  );
  const problems = [...leftovers(before, after), ...new Set(failures), ...new Set(logged)];
  for (const problem of problems) say(`WRONG: ${problem}`);
  return problems;
}

/** The slope of the straight line through the resident memory, by least squares. */
export function growthPerHour(samples: SoakSample[]): number {
  return line(samples).slope * 3_600_000;
}

/** How far the samples lie from their line, as a standard deviation. */
function noise(samples: SoakSample[]): number {
  const { slope, offset } = line(samples);
  const squares = samples.map(({ atMs, rssBytes }) => (rssBytes - offset - slope * atMs) ** 2);
  return Math.sqrt(mean(squares));
}

function line(samples: SoakSample[]): { slope: number; offset: number } {
  if (samples.length === 0) return { slope: 0, offset: 0 };
  const [middle, level] = [mean(samples.map(({ atMs }) => atMs)), mean(samples.map(({ rssBytes }) => rssBytes))];
  const spread = mean(samples.map(({ atMs }) => (atMs - middle) ** 2));
  const together = mean(samples.map(({ atMs, rssBytes }) => (atMs - middle) * (rssBytes - level)));
  const slope = spread === 0 ? 0 : together / spread;
  return { slope, offset: level - slope * middle };
}

function secondHalf(samples: SoakSample[]): SoakSample[] {
  return samples.slice(Math.floor(samples.length / 2));
}

function thinned(samples: SoakSample[]): SoakSample[] {
  const step = Math.max(1, Math.ceil(samples.length / maximumPoints));
  return samples.filter((_, index) => index % step === 0);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function signed(bytes: number): string {
  return `${bytes < 0 ? '−' : '+'}${Math.abs(bytes / 1e6).toFixed(1)}`;
}
