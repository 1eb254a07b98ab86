import type { FigureId } from './figures.ts';
import type { PeerName } from './peer.ts';
import type { Verdict } from './verdicts.ts';

/** Of one peer in one figure. */
export interface PeerResult {
  /** Of the rounds; null when the peer cannot do it at all. */
  median: number | null;
  min: number | null;
  max: number | null;
  /** To the direct connection's median; null for memory. */
  ratio: number | null;
  /** Median processor time of the proxy's processes, in µs for each MB, message or request; null: not known. */
  cost: number | null;
  /** What is to be known about it: "answered 599". */
  note: string | null;
}

export interface FigureResult {
  title: string;
  unit: string;
  better: 'more' | 'less';
  rounds: number;
  /** Share of the processors' time that other programs used while it was measured, 0 to 1; null: not known. */
  others: number | null;
  peers: Partial<Record<PeerName, PeerResult>>;
  verdicts: Verdict[];
}

/** All that one or more runs found: docs/performance.json. */
export interface Results {
  machine: Machine;
  figures: Partial<Record<FigureId, FigureResult>>;
}

export interface Machine {
  /** When the last of the figures was measured: "2026-11-21". */
  date: string;
  cores: number;
  cpu: string;
  memory_bytes: number;
  kernel: string;
  /** "nginx": "1.22.1". */
  versions: Record<string, string>;
}

/** The values of the rounds, and notes instead of values. */
export type Samples = Partial<Record<PeerName, Sample>>;

export interface Sample {
  values: number[];
  /** For each value, the processor time that the peer's processes used for one unit of work, in µs. */
  costs: number[];
  /** For each value, the share of the processors' time that other programs used meanwhile. */
  others: number[];
  note: string | null;
}

/** The mean share of the processors' time that other programs used; null when nothing was measured. */
export function othersIn(samples: Samples): number | null {
  const shares = Object.values(samples).flatMap(({ others }) => others);
  return shares.length === 0 ? null : short(shares.reduce((sum, share) => sum + share, 0) / shares.length);
}

/** Medians, ranges and ratios; rounded to four digits. */
export function summarize(samples: Samples): Partial<Record<PeerName, PeerResult>> {
  const direct = median(samples.direct?.values ?? []);
  return Object.fromEntries(
    Object.entries(samples).map(([name, { values, costs, note }]) => {
      const middle = median(values);
      const ratio = middle !== null && direct !== null ? middle / direct : null;
      const cost = name === 'direct' ? null : median(costs);
      const [min, max] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [null, null];
      return [
        name,
        { median: short(middle), min: short(min), max: short(max), ratio: short(ratio), cost: short(cost), note },
      ];
    }),
  );
}

function median(values: number[]): number | null {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? null;
}

function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}
