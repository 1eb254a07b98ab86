import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { ManagerError } from '../../domain/errors.ts';

/** How commands of Slurm are run. */
export interface CommandSettings {
  /** After so long a command counts as hanging and is ended. */
  commandTimeoutMs: number;
  /** Directory of the commands; null: PATH of the environment. */
  commandDirectory: string | null;
}

export interface CommandResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/**
 * Runs one command to its end, whatever its exit code. It gets `input` on stdin, and `env` as its whole environment.
 *
 * @throws ManagerError scheduler_unavailable where it is missing, hangs, prints without end or cannot reach Slurm
 */
export async function runCommand(
  settings: CommandSettings,
  [command = '', ...args]: string[],
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<CommandResult> {
  const file = settings.commandDirectory === null ? command : join(settings.commandDirectory, command);
  const child = execa(file, args, { ...childOptions, env, input });
  const timeUp = Promise.withResolvers<'time is up'>();
  const timer = setTimeout(() => timeUp.resolve('time is up'), settings.commandTimeoutMs);
  try {
    const result = await Promise.race([child, timeUp.promise]);
    if (result === 'time is up') {
      endGroup(child.pid);
      child.catch(() => undefined);
      throw new ManagerError('scheduler_unavailable', `${command} did not answer within ${seconds(settings)}.`);
    }
    if (result.isMaxBuffer) endGroup(child.pid);
    if (result.exitCode === undefined || result.isMaxBuffer) {
      throw new ManagerError('scheduler_unavailable', `${command} could not be run: ${result.shortMessage}`, {
        cause: result,
      });
    }
    const { stdout, stderr, exitCode } = result;
    if (exitCode !== 0 && isOutOfReach(stderr)) throw unavailable(command, stderr);
    return { stdout, stderr, exitCode };
  } finally {
    clearTimeout(timer);
  }
}

/** What a command printed, once it succeeded. @throws ManagerError scheduler_unavailable, also where it failed */
export async function readCommand(
  settings: CommandSettings,
  command: string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout, stderr, exitCode } = await runCommand(settings, command, env);
  if (exitCode !== 0) throw unavailable(command[0] ?? '', stderr || stdout || `it ended with exit code ${exitCode}`);
  return stdout;
}

/** The error of a command that answered with nonsense or not at all, with what it printed. */
export function unavailable(command: string, printed: string): ManagerError {
  return new ManagerError('scheduler_unavailable', `${command} failed: ${excerpt(printed)}`);
}

/** Printable, on one line, at most 300 characters: "slurm_load_jobs error: Unable to contact slurm controller". */
export function excerpt(printed: string): string {
  const line = printed.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** Messages of commands that could not ask Slurm at all, in the versions 20 to 24 (src/common/slurm_errno.c). */
export function isOutOfReach(stderr: string): boolean {
  return /unable to contact slurm|socket timed out|connection refused|communication (connection )?failure|zero bytes were transmitted|controller (not|is not) (available|responding)|temporarily unable|in standby mode|protocol authentication error|munge|unable to (establish|resolve)/i.test(
    stderr,
  );
}

const childOptions = {
  extendEnv: false,
  reject: false,
  maxBuffer: 64 * 1024 * 1024,
  stripFinalNewline: false,
  // A group of its own: what the command itself started is ended with it.
  detached: true,
} satisfies Options;

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}

function seconds(settings: CommandSettings): string {
  return `${Math.ceil(settings.commandTimeoutMs / 1000)} s`;
}
