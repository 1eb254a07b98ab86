import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { CoverageData } from '@stryker-mutator/api/core';
import { spawnConfined } from './confined-process.ts';
import { workDirectory } from './options.ts';

export interface ConfinedRun {
  /** The first thing that failed; null where all passed. */
  failure: string | null;
  durationMs: number;
  /** Which mutants were reached, and how often. */
  coverage: CoverageData;
}

/** Runs a test file of the working directory without a mutant, up to the first test that fails. */
export async function runConfined(root: string, file: string, limitMs: number): Promise<ConfinedRun> {
  mkdirSync(join(root, workDirectory), { recursive: true });
  const notes = mkdtempSync(join(root, workDirectory, 'run-'));
  const started = performance.now();
  const child = spawnConfined(root, [file], { MUTATION_NOTES: notes }, ['ignore', 'pipe', 'ignore']);
  const closed = once(child, 'close');
  let failure: string | null = null;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, limitMs);
  for await (const line of createInterface({ input: child.stdout ?? Readable.from([]) })) {
    const [, title] = /^ *not ok \d+ ?-? ?(.*)$/.exec(line) ?? [];
    if (title === undefined || failure !== null || /# (?:SKIP|TODO)/.test(title)) continue;
    failure = title;
    child.kill('SIGKILL');
  }
  const [status] = await closed;
  clearTimeout(timer);
  const coverage = readCoverage(notes);
  rmSync(notes, { recursive: true });
  failure ??= timedOut ? 'took too long' : status === 0 ? null : `ended with ${status}`;
  return { failure, durationMs: performance.now() - started, coverage };
}

/** Each process of the run left a note of the mutants that it reached: `{"<id>": <times>}`. */
function readCoverage(notes: string): CoverageData {
  const sum: CoverageData = {};
  for (const name of readdirSync(notes)) {
    const reached: CoverageData = JSON.parse(readFileSync(join(notes, name), 'utf8'));
    for (const [id, times] of Object.entries(reached)) sum[id] = (sum[id] ?? 0) + times;
  }
  return sum;
}
