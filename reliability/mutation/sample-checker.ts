import { createHash } from 'node:crypto';
import { type Checker, type CheckResult, CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, tokens } from '@stryker-mutator/api/plugin';
import { mutantKey } from './mutant-key.ts';
import type { PluginOptions } from './options.ts';

/** Lets a random sample of the mutants through: the same one for the same seed, and of each file a part of the same size. */
export class SampleChecker implements Checker {
  static inject = tokens(commonTokens.options);
  private readonly options: PluginOptions;
  private chosen = new Set<string>();

  constructor(options: StrykerOptions) {
    this.options = options.mutation as PluginOptions;
  }

  async init(): Promise<void> {}

  /** Sees all mutants, in one call. */
  async group(mutants: Mutant[]): Promise<string[][]> {
    const { root, sample, seed, wanted } = this.options;
    const keys = new Map(mutants.map((mutant) => [mutant.id, mutantKey(root, mutant)]));
    const keyOf = ({ id }: Mutant) => keys.get(id) ?? '';
    const known = wanted === null ? mutants : mutants.filter((mutant) => wanted.includes(keyOf(mutant)));
    const share = Math.min(1, (sample ?? known.length) / known.length);
    // Sorted by file and then at random, every 1/share-th is taken: so no file is left out by chance.
    const rank = (mutant: Mutant) =>
      createHash('sha256')
        .update(`${seed} ${keyOf(mutant)}`)
        .digest('hex');
    const order = known.map((mutant) => ({ id: mutant.id, by: `${mutant.fileName} ${rank(mutant)}` }));
    order.sort((a, b) => (a.by < b.by ? -1 : 1));
    const taken = order.filter((_, index) => Math.floor((index + 1) * share) > Math.floor(index * share));
    this.chosen = new Set(taken.map(({ id }) => id));
    return [mutants.map(({ id }) => id)];
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
