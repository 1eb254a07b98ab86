import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { Location, Mutant } from '@stryker-mutator/api/core';

/** Names a mutant by what it changes, not by its line, so that it keeps its name while the lines around it move. Counts from 1. */
export function mutantKey(root: string, { fileName, location, mutatorName, replacement }: KeyParts): string {
  const file = isAbsolute(fileName) ? relative(root, fileName) : fileName;
  const line = readFileSync(join(root, file), 'utf8').split('\n')[location.start.line - 1]?.trim();
  const length = location.end.line - location.start.line;
  return [file, line, location.start.column, length, location.end.column, mutatorName, replacement].join('|');
}

/** The place of a mutant in the random order of a seed, to be compared as text. */
export function rankOf(seed: number, key: string): string {
  return createHash('sha256').update(`${seed} ${key}`).digest('hex');
}

/** Plugins get places that count from 0, reports such that count from 1. */
export function countedFromOne({ start, end }: Location): Location {
  return {
    start: { line: start.line + 1, column: start.column + 1 },
    end: { line: end.line + 1, column: end.column + 1 },
  };
}

type KeyParts = Pick<Mutant, 'fileName' | 'location' | 'mutatorName'> & { replacement?: string | undefined };
