import { type Checker, type CheckResult, CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, tokens } from '@stryker-mutator/api/plugin';
import { countedFromOne, mutantKey, rankOf } from './mutant-key.ts';
import type { PluginOptions } from './options.ts';

/**
 * Lets a random sample of the mutants through, in a random order: the same ones for the same seed. So what was tried until the
 * time was over is a random sample as well.
 */
export class SampleChecker implements Checker {
  static inject = tokens(commonTokens.options);
  private readonly options: PluginOptions;
  private chosen = new Set<string>();

  constructor(options: StrykerOptions) {
    this.options = options.mutation as PluginOptions;
  }

  async init(): Promise<void> {}

  /** Sees all mutants, in one call; they are tried in the order of the groups. */
  async group(mutants: Mutant[]): Promise<string[][]> {
    const { root, sample, seed, wanted } = this.options;
    const known = mutants.map((mutant) => ({
      id: mutant.id,
      key: mutantKey(root, { ...mutant, location: countedFromOne(mutant.location) }),
    }));
    const candidates = wanted === null ? known : known.filter(({ key }) => wanted.includes(key));
    const ranked = candidates.map(({ id, key }) => ({ id, rank: rankOf(seed, key) }));
    ranked.sort((left, right) => (left.rank < right.rank ? -1 : 1));
    const order = ranked.slice(0, sample ?? ranked.length).map(({ id }) => id);
    this.chosen = new Set(order);
    const others = mutants.map(({ id }) => id).filter((id) => !this.chosen.has(id));
    return [...order.map((id) => [id]), ...(others.length === 0 ? [] : [others])];
  }

  async check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    return Object.fromEntries(
      mutants.map(({ id }): [string, CheckResult] => [
        id,
        this.chosen.has(id)
          ? { status: CheckStatus.Passed }
          : { status: CheckStatus.CompileError, reason: 'not in the sample' },
      ]),
    );
  }
}
