import { constants } from 'node:os';

/** How a job's script ended. */
export interface ExitStatus {
  /** Null where a signal ended it. */
  exitCode: number | null;
  /** "SIGKILL"; null where it ended by itself. */
  signal: string | null;
  /** True for the mark that Slurm sets where the job's output file could not be opened. */
  hasNoOutputFile: boolean;
}

/** "3:0" (exit code and signal, as later versions and sacct print it) or "768" (wait status, as up to 23.02 does). */
export function parseExitStatus(text: string): ExitStatus | null {
  const match = /^(\d{1,10})(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return null;
  const first = Number(match[1]);
  const signal = match[2] === undefined ? first & 0x7f : Number(match[2]);
  const exitCode = match[2] === undefined ? (first >> 8) & 0xff : first;
  return {
    exitCode: signal === 0 ? exitCode : null,
    signal: signal === 0 || signal === outputFileMark ? null : nameOf(signal),
    hasNoOutputFile: signal === outputFileMark,
  };
}

/** Slurm's own: slurmstepd ends the job with this "signal" where it cannot open the file for the output. */
const outputFileMark = 53;

function nameOf(signal: number): string {
  return names.get(signal) ?? `signal ${signal}`;
}

/** Of two names for one number the first counts: SIGABRT, not SIGIOT. */
const names = new Map(
  Object.entries(constants.signals)
    .map(([name, number]) => [number, name] as const)
    .reverse(),
);
