import { fileURLToPath } from 'node:url';

/** What stryker-run.ts tells the plugins, which run in processes of Stryker's. */
export interface PluginOptions {
  /** The checkout; Stryker works in a copy. */
  root: string;
  /** Below the checkout. */
  testFiles: string[];
  /** As `MutationGroup.pure`. */
  pure: boolean;
  seed: number;
  /** How many mutants are tried; null: all. */
  sample: number | null;
  /** After this time (ms since 1970) no mutant is tried any more. */
  deadline: number;
  /** Only these are tried (`mutantKey`); null: all. */
  wanted: string[] | null;
}

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Below the checkout; git does not look into it. */
export const workDirectory = '.cache/mutation';
