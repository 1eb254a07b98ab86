import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ManagerError } from '../domain/errors.ts';
import type { StartedKeeper } from '../domain/instance-host.ts';
import { parseProcesses } from './keeper-notes.ts';
import { keeperScript } from './keeper-script.ts';

/**
 * Starts a keeper in a session of its own, with the log as output, and resolves when the command runs. The environment
 * goes to the app; nothing secret stands in an argument.
 * @throws ManagerError launch_failed
 */
export async function startKeeper(sessionDirectory: string, env: Record<string, string>): Promise<StartedKeeper> {
  const log = await open(join(sessionDirectory, 'log'), 'a', 0o600);
  try {
    const child = spawnKeeper(sessionDirectory, env, log.fd);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const failure = new Promise<Error>((resolve) => child.once('error', resolve));
    child.unref();
    const note = await Promise.race([readNote(child), failure]);
    if (note instanceof Error) throw cannotStart(note.message, note);
    const started = parseProcesses(note);
    if (started === null) throw cannotStart('bash ended before it ran the command');
    return { keeper: started.keeper, command: started.command, ended };
  } finally {
    await log.close();
  }
}

function spawnKeeper(sessionDirectory: string, env: Record<string, string>, log: number): ChildProcess {
  // bash reads the file that BASH_ENV names at the start of every script: for the command's shell, not for the keeper.
  const { BASH_ENV, ...rest } = env;
  try {
    return spawn(findBash(), ['-c', keeperScript, 'trame-manager-keeper', sessionDirectory], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, 'ignore', 'pipe'],
      env: BASH_ENV ? { ...rest, KEEPER_BASH_ENV: BASH_ENV } : rest,
    });
  } catch (error) {
    // A NUL character in a value, or descriptors used up.
    throw cannotStart(error instanceof Error ? error.message : String(error), error);
  }
}

/** What the keeper writes to descriptor 3; it closes it at once. */
async function readNote(child: ChildProcess): Promise<string> {
  const pipe = child.stdio[3] as Readable | null | undefined;
  return pipe ? text(pipe) : '';
}

/** Not by way of PATH, which may be the app's. */
function findBash(): string {
  return ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'].find((path) => existsSync(path)) ?? 'bash';
}

function cannotStart(reason: string, cause?: unknown): ManagerError {
  return new ManagerError('launch_failed', `The command could not be started: ${reason}.`, { cause });
}
