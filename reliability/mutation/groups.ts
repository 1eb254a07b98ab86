/** Sources that are mutated together, and the tests that may notice it. */
export interface MutationGroup {
  /** Globs below the checkout. */
  sources: string[];
  tests: string[];
  /** Tests that are left out, with the reason. */
  without: Record<string, string>;
  /** How many mutants are tried where nothing is said; null: all. */
  sample: number | null;
  /** Whether the sources have neither input nor output: then a failed test leaves nothing behind, and the process goes on. */
  pure: boolean;
}

const chromium = 'starts Chromium';
const cluster = 'starts a Slurm cluster';
const long = 'takes too long to be run for each mutant';

export const groups = {
  domain: {
    sources: ['src/domain/**/*.ts'],
    tests: ['test/domain/**/*.test.ts', 'test/properties/**/*.test.ts', 'test/docs/errors.test.ts'],
    without: {},
    sample: null,
    pure: true,
  },
  services: {
    sources: ['src/services/**/*.ts'],
    // What is to be heard of a service, or refused by it, is also asked for by REST.
    tests: ['test/services/**/*.test.ts', 'test/routes/**/*.test.ts', 'test/attacks/targets.test.ts'],
    without: {
      'test/routes/jobs.test.ts': cluster,
      'test/services/instance-jobs.test.ts': cluster,
      'test/services/paraview-servers/slurm-server.test.ts': cluster,
    },
    sample: null,
    pure: false,
  },
  proxy: {
    sources: ['src/proxy/**/*.ts'],
    tests: ['test/proxy/**/*.test.ts'],
    without: {
      'test/proxy/assets-in-browser.test.ts': chromium,
      'test/proxy/large-bodies.test.ts': long,
      'test/proxy/any-bytes.test.ts': long,
      'test/proxy/any-request.test.ts': long,
      'test/proxy/smuggling.test.ts': long,
    },
    sample: null,
    pure: false,
  },
} satisfies Record<string, MutationGroup>;

export type GroupName = keyof typeof groups;

export const groupNames = Object.keys(groups) as GroupName[];
