import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../../scripts/build.mjs';
import type { ProgramOptions } from './program-options.ts';

/** Where a run takes place. */
export interface RunPlace {
  /** The daemon's program. */
  main: string;
  /** A home for the daemon. */
  home: string;
  /** Rejects when the run is asked to end by a signal, so that it takes down what it started. */
  ending: Promise<never>;
}

/** Runs in a directory of its own, which is removed afterwards; the daemon is the bundle, built now, unless the options name one. */
export async function withRunDirectory(
  options: Pick<ProgramOptions, 'main' | 'seed'>,
  run: (place: RunPlace) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'trame-manager-run-'));
  const { promise: ending, reject } = Promise.withResolvers<never>();
  ending.catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error(`Ended by ${signal}.`)));
  try {
    const build = join(directory, 'build');
    if (options.main === null) await buildAll(build);
    console.log(`Seed ${options.seed}; the daemon is ${options.main ?? 'the bundle, built now'}.`);
    await run({ main: options.main ?? join(build, 'daemon', 'main.js'), home: join(directory, 'home'), ending });
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
