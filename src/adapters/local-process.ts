import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as others } from 'node:timers/promises';
import { ManagerError } from '../domain/errors.ts';
import type { StartedKeeper } from '../domain/instance-host.ts';
import { inheritedCoreDumpFilter } from './core-dumps.ts';
import { codeOf } from './error-code.ts';
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
    await ownTurn();
    const child = spawnKeeper(sessionDirectory, env, log.fd);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const failure = new Promise<Error>((resolve) => child.once('error', resolve));
    child.unref();
    const note = await Promise.race([readNote(child), failure]);
    if (note instanceof Error) throw cannotStart(whyNotStarted(note), note);
    const started = parseProcesses(note);
    if (started === null)
      throw cannotStart((await ended) === noFork ? noMoreProcesses : 'bash ended before it ran the command');
    return { keeper: started.keeper, command: started.command, ended: ended.then(() => undefined) };
  } finally {
    await log.close();
  }
}

let lastTurn: Promise<void> = Promise.resolve();

/** Starting a process holds everything up for some milliseconds: when many are started at once, requests are answered in between. */
function ownTurn(): Promise<void> {
  const turn = lastTurn;
  lastTurn = turn.then(() => others());
  return turn;
}

function spawnKeeper(sessionDirectory: string, env: Record<string, string>, log: number): ChildProcess {
  // bash reads the file that BASH_ENV names at the start of every script: for the command's shell, not for the keeper.
  const { BASH_ENV, ...rest } = env;
  const coreFilter = inheritedCoreDumpFilter();
  try {
    return spawn(findBash(), ['-c', keeperScript, 'trame-manager-keeper', sessionDirectory], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, 'ignore', 'pipe'],
      env: {
        ...rest,
        ...(BASH_ENV ? { KEEPER_BASH_ENV: BASH_ENV } : {}),
        ...(coreFilter === null ? {} : { KEEPER_CORE_FILTER: coreFilter }),
      },
    });
  } catch (error) {
    // A NUL character in a value, or descriptors used up.
    throw cannotStart(whyNotStarted(error), error);
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

const noMoreProcesses =
  'no more processes can be started: your limit of them ("ulimit -u") or the machine\'s is used up';
/** bash ends with this where it cannot fork. */
const noFork = 254;

function whyNotStarted(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Record<string, string> = {
  EAGAIN: noMoreProcesses,
  ENOMEM: 'the machine has no memory left',
  EMFILE: 'too many files are open here; close tabs that are not needed, or raise "ulimit -n"',
  ENFILE: 'too many files are open on this machine',
  E2BIG: 'the environment and the parameters are longer than the system takes',
};

function cannotStart(reason: string, cause?: unknown): ManagerError {
  return new ManagerError('launch_failed', `The command could not be started: ${reason}.`, { cause });
}
