import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import type { CoverageData, Mutant, StrykerOptions } from '@stryker-mutator/api/core';
import type { Logger } from '@stryker-mutator/api/logging';
import { commonTokens, tokens } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { runConfined } from './confined-test-file.ts';
import { countedFromOne } from './mutant-key.ts';
import type { PluginOptions } from './options.ts';
import { WarmProcess } from './warm-process.ts';

const dryRunLimitMs = 120_000;

interface Noticed {
  /** The test file that failed. */
  file: string;
  timedOut: boolean;
}

/** Runs test files, each as one test in a process and in namespaces of its own, those first that are likely to notice a mutant. */
export class ConfinedTestRunner implements TestRunner {
  static inject = tokens(commonTokens.options, commonTokens.logger);
  private readonly options: PluginOptions;
  private readonly log: Logger;
  /** How many mutants of a source a test file has noticed: "source test" -> number. */
  private readonly noticed = new Map<string, number>();
  /** How long each test file took without a mutant, in milliseconds. */
  private readonly durations = new Map<string, number>();
  private readonly warm: WarmProcess;

  constructor(options: StrykerOptions, log: Logger) {
    this.options = options.mutation as PluginOptions;
    this.log = log;
    this.warm = new WarmProcess(this.options.root);
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** The working directory is Stryker's copy; what it did not copy is linked to. Ends when Stryker's own process does. */
  async init(): Promise<void> {
    process.once('disconnect', () => process.exit(1));
    for (const name of ['.venv', 'dist']) {
      if (existsSync(join(this.options.root, name)) && !existsSync(name)) {
        symlinkSync(join(this.options.root, name), name);
      }
    }
  }

  /** A test file that fails without any mutant is left out: it could not notice one. */
  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    const perTest: Record<string, CoverageData> = {};
    for (const file of this.options.testFiles) {
      const run = await runConfined(this.options.root, file, dryRunLimitMs);
      if (run.failure !== null) {
        this.log.warn(`left out, for it fails in the copy: ${file}: ${run.failure}`);
        continue;
      }
      tests.push({ id: file, name: file, fileName: file, timeSpentMs: run.durationMs, status: TestStatus.Success });
      perTest[file] = run.coverage;
      this.durations.set(file, run.durationMs);
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    if (Date.now() > this.options.deadline) return { status: MutantRunStatus.Error, errorMessage: 'no time was left' };
    const source = activeMutant.fileName;
    const files = this.inOrder(source, testFilter ?? this.options.testFiles);
    const noticed = await this.runUntilNoticed(activeMutant.id, files, hitLimit);
    if (noticed === null) {
      this.log.info(`survived: ${sayMutant(activeMutant)}`);
      return { status: MutantRunStatus.Survived, nrOfTests: files.length };
    }
    const { file } = noticed;
    const key = `${source} ${file}`;
    this.noticed.set(key, (this.noticed.get(key) ?? 0) + 1);
    if (noticed.timedOut) return { status: MutantRunStatus.Timeout };
    return {
      status: MutantRunStatus.Killed,
      killedBy: [file],
      failureMessage: `${file} failed`,
      nrOfTests: files.indexOf(file) + 1,
    };
  }

  async dispose(): Promise<void> {
    this.warm.end();
  }

  private async runUntilNoticed(
    mutant: string,
    files: string[],
    hitLimit: number | undefined,
  ): Promise<Noticed | null> {
    for (const file of files) {
      const limitMs = slowness() * Math.max(10_000, 3 * (this.durations.get(file) ?? 0));
      const { passed, timedOut } = await this.warm.run(file, mutant, hitLimit, limitMs);
      if (passed) continue;
      if (this.options.pure) return { file, timedOut };
      // What the mutant left behind must not make other tests fail; and a test that also fails without it noticed nothing.
      this.warm.end();
      const without = await this.warm.run(file, null, undefined, limitMs);
      if (without.passed) return { file, timedOut };
      this.warm.end();
    }
    return null;
  }

  /** The source's own test first, then what noticed much for its time. */
  private inOrder(source: string, files: string[]): string[] {
    const name = basename(source, '.ts');
    const worth = (file: string) => {
      const own = basename(file) === `${name}.test.ts` ? 1_000 : 0;
      const noticed = this.noticed.get(`${source} ${file}`) ?? 0;
      const imports = mentions(file, name) ? 5 : 0;
      return (1 + own + 10 * noticed + imports) / ((this.durations.get(file) ?? 1_000) + 500);
    };
    const worths = new Map(files.map((file) => [file, worth(file)]));
    return files.toSorted((a, b) => (worths.get(b) ?? 0) - (worths.get(a) ?? 0));
  }
}

function mentions(file: string, name: string): boolean {
  return readFileSync(file, 'utf8').includes(`/${name}.ts'`);
}

/** By how much a busy machine draws out what a test takes. */
function slowness(): number {
  return Math.max(1, (loadavg()[0] ?? 1) / availableParallelism());
}

function sayMutant({ fileName, location, mutatorName, replacement }: Mutant): string {
  const { line, column } = countedFromOne(location).start;
  return `${fileName}:${line}:${column} ${mutatorName} ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}`;
}
