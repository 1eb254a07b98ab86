import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { inFairShare, isWanted, mergeTrials, readTrials, type Trial, toTrial, writeTrials } from './findings.ts';
import { type GroupName, groups, type MutationGroup } from './groups.ts';
import { type PluginOptions, root, workDirectory } from './options.ts';

export interface TrialOptions {
  seed: number;
  /** How many mutants are tried, chosen at random; null: all. */
  sample: number | null;
  /** For how long mutants are tried; those that are left count as not tried. */
  minutes: number;
  /** A glob that takes the place of the group's sources; null: all of them. */
  files: string | null;
  /** A glob that takes the place of the group's tests; null: all of them. */
  tests: string | null;
  /** Tries only those anew that no test noticed the last time. */
  again: boolean;
  concurrency: number;
}

/** Tries the mutants of a group; what came out is kept below `workDirectory` as well. */
export async function tryMutants(name: GroupName, options: TrialOptions): Promise<Trial[]> {
  const group: MutationGroup = groups[name];
  const before = options.again ? readTrials(name) : [];
  const plugin: PluginOptions = {
    root,
    testFiles: testFilesOf(options.tests === null ? group : { ...group, tests: [options.tests] }),
    pure: group.pure,
    seed: options.seed,
    deadline: Date.now() + options.minutes * 60_000,
    sample: options.again ? null : options.sample,
    wanted: options.again ? before.filter(isWanted).map(({ key }) => key) : null,
  };
  const results = await new Stryker({
    mutate: options.files === null ? group.sources : [options.files],
    plugins: [fileURLToPath(new URL('plugin.ts', import.meta.url))],
    testRunner: 'confined',
    checkers: ['sample'],
    coverageAnalysis: 'perTest',
    concurrency: options.concurrency,
    // The runner has limits of its own, which end what a test started as well.
    timeoutMS: 3_600_000,
    dryRunTimeoutMinutes: 60,
    tempDirName: `${workDirectory}/sandbox`,
    cleanTempDir: 'always',
    ignorePatterns: ['/.venv', '/.cache', '/.tap', '/dist', '/build', '/docs/images'],
    disableTypeChecks: false,
    // There is no such file: Stryker would rewrite it by TypeScript's compiler, whose version 7 has no such interface.
    tsconfigFile: 'none.json',
    allowConsoleColors: false,
    reporters: ['progress-append-only', 'html'],
    htmlReporter: { fileName: `${workDirectory}/${name}.html` },
    mutation: plugin,
  }).runMutationTest();
  const trials = mergeTrials(before, inFairShare(results.map(toTrial), options.seed));
  if (options.files === null) writeTrials(name, trials);
  return trials;
}

function testFilesOf(group: MutationGroup): string[] {
  for (const [file, reason] of Object.entries(group.without)) console.log(`left out: ${file} (${reason})`);
  return globSync(group.tests, { cwd: root })
    .filter((file) => !(file in group.without))
    .sort();
}
