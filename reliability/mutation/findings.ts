import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import type { MutationFigures } from '../figures.ts';
import { mutantKey, rankOf } from './mutant-key.ts';
import { root, workDirectory } from './options.ts';

/** One mutant and what came of it. */
export interface Trial {
  key: string;
  /** Below the checkout, with line and column: "src/domain/walltime.ts:12:4". */
  place: string;
  mutator: string;
  original: string;
  replacement: string;
  status: MutantResult['status'];
}

/** CompileError: not in the sample, in the words of Stryker's checkers. RuntimeError: no time was left for it. */
const notTried: MutantResult['status'][] = ['CompileError', 'RuntimeError', 'Ignored', 'Pending'];

export function toTrial(mutant: MutantResult): Trial {
  const file = isAbsolute(mutant.fileName) ? relative(root, mutant.fileName) : mutant.fileName;
  const { start, end } = mutant.location;
  const lines = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  lines.push((lines.pop() ?? '').slice(0, end.column - 1));
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  return {
    key: mutantKey(root, mutant),
    place: `${file}:${start.line}:${start.column}`,
    mutator: mutant.mutatorName,
    original: lines.join('\n'),
    replacement: mutant.replacement ?? '',
    status: mutant.status,
  };
}

/**
 * Where the time was over before all mutants were tried, those that no test reaches are known all the same: of these only as many
 * count as stood in the random order before the last one that was tried.
 */
export function inFairShare(trials: Trial[], seed: number): Trial[] {
  if (!trials.some(({ status }) => status === 'RuntimeError')) return trials;
  const rank = ({ key }: Trial) => rankOf(seed, key);
  const tried = trials.filter(({ status }) => ['Killed', 'Survived', 'Timeout'].includes(status)).map(rank);
  const last = tried.sort().at(-1) ?? '';
  return trials.map((trial) =>
    trial.status === 'NoCoverage' && rank(trial) > last ? { ...trial, status: 'Pending' as const } : trial,
  );
}

export function countMutants(trials: Trial[]): MutationFigures {
  const all = trials.filter(({ status }) => status !== 'Ignored');
  const count = (...statuses: Trial['status'][]) => all.filter(({ status }) => statuses.includes(status)).length;
  const tried = all.length - count(...notTried);
  const killed = count('Killed');
  const timedOut = count('Timeout');
  return {
    mutants: all.length,
    tried,
    killed,
    timed_out: timedOut,
    survived: count('Survived'),
    no_coverage: count('NoCoverage'),
    score: tried === 0 ? 0 : Math.round(((killed + timedOut) / tried) * 1000) / 10,
  };
}

export function printSurvivors(trials: Trial[]): void {
  for (const trial of trials.filter(isWanted)) {
    const [original, replacement] = [trial.original, trial.replacement].map((code) => shorten(code));
    console.log(`${trial.place} ${trial.status} ${trial.mutator}\n  - ${original}\n  + ${replacement}`);
  }
}

/** Whether it has to be looked at: no test noticed it. */
export function isWanted({ status }: Trial): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

/** The trials of the last time with those that were made anew in their place. */
export function mergeTrials(before: Trial[], now: Trial[]): Trial[] {
  if (before.length === 0) return now;
  const anew = new Map(now.filter(({ status }) => !notTried.includes(status)).map((trial) => [trial.key, trial]));
  return before.map((trial) => anew.get(trial.key) ?? trial);
}

export function readTrials(group: string): Trial[] {
  return existsSync(trialsFile(group)) ? JSON.parse(readFileSync(trialsFile(group), 'utf8')) : [];
}

export function writeTrials(group: string, trials: Trial[]): void {
  mkdirSync(join(root, workDirectory), { recursive: true });
  writeFileSync(trialsFile(group), JSON.stringify(trials));
}

function trialsFile(group: string): string {
  return join(root, workDirectory, `${group}.json`);
}

function shorten(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)} …` : line;
}
