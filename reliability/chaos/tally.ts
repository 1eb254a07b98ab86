import { type FaultFigures, percentile } from '../figures.ts';
import type { Complaint } from './ledger.ts';

/** Counts what became of a fault's tries. */
export class Tally {
  readonly title: string;
  readonly problems: string[] = [];
  readonly recoveriesMs: number[] = [];
  tries = 0;
  #lost = 0;
  #orphaned = 0;

  constructor(title: string) {
    this.title = title;
  }

  complain({ kind, text }: Complaint, where: string): void {
    if (kind === 'lost') this.#lost += 1;
    else this.#orphaned += 1;
    this.problems.push(`${where}: ${text}`);
  }

  figures(): FaultFigures {
    const round = (share: number) => Math.round(percentile(this.recoveriesMs, share));
    const recovery = { p50: round(0.5), p99: round(0.99), max: Math.round(Math.max(0, ...this.recoveriesMs)) };
    const { title, tries } = this;
    return {
      title,
      tries,
      lost: this.#lost,
      orphaned: this.#orphaned,
      recovery_ms: this.recoveriesMs.length === 0 ? null : recovery,
    };
  }
}
