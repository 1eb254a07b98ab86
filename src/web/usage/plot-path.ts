import { historyMs, type UsageQuantity, type UsageSample } from './usage-history.ts';

/** The plot's own units; the page scales it. */
export const plotWidth = 100;
export const plotHeight = 20;

/** A plot: a line, and the height of the mark where it has one. */
export interface Plot {
  /** Data of an SVG path; empty: nothing to draw. */
  line: string;
  /** From the top; null: none. */
  markY: number | null;
}

/**
 * The line of one quantity over the last five minutes, now at its right end: a value holds until the next one. Memory fills the
 * height at its largest, the processor at the next whole core, with a mark at one core (100 %).
 */
export function plotOf(samples: readonly UsageSample[], quantity: UsageQuantity, nowMs: number): Plot {
  const values = samples.flatMap(({ usage }) => (usage === null ? [] : [usage[quantity]]));
  const largest = Math.max(0, ...values);
  const top = quantity === 'memory_bytes' ? largest || 1 : Math.max(1, Math.ceil(largest / 100)) * 100;
  const x = (atMs: number) => round(Math.max(0, 1 - (nowMs - atMs) / historyMs) * plotWidth);
  const y = (value: number) => round(plotHeight * (1 - value / top));
  const parts = samples.map(({ atMs, usage }, index) => {
    if (usage === null) return '';
    const start = samples[index - 1]?.usage ? `L${x(atMs)} ` : `M${x(atMs)} `;
    return `${start}${y(usage[quantity])}H${x(samples[index + 1]?.atMs ?? nowMs)}`;
  });
  return { line: parts.join(''), markY: quantity === 'cpu_percent' ? y(100) : null };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
