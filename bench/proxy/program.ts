import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ownMark } from './disturbance.ts';

/** A program that the benchmark started. */
export interface Program {
  pid: number;
  /** What it wrote, to standard output and error. */
  log(): string;
  /** Asks again until there is an answer. @throws Error with the end of the log when it ended or 40 s are over */
  until<T>(what: string, ask: () => Promise<T | null>): Promise<T>;
  /** SIGTERM, SIGKILL 5 s later; resolves when it has ended. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** Where it runs and where its log is written. */
  home: string;
  /** Default: the benchmark's own. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Starts a program. It may open as many files as this one: Node raises its own limit to the hard one when it starts, and
 * children inherit it.
 */
export function startProgram(command: string, args: string[], { home, env = process.env }: ProgramOptions): Program {
  mkdirSync(home, { recursive: true });
  const logFile = join(home, 'log');
  const output = openSync(logFile, 'a');
  const child = spawn(command, args, {
    cwd: home,
    env: { ...env, ...ownMark },
    // In a process group of its own: at Ctrl-C the benchmark ends its programs in order, instances first.
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let failure = '';
  child.once('error', (error) => {
    failure = error.message;
  });
  const log = () => readFileSync(logFile, 'utf8');
  const gone = () => failure !== '' || child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    log,
    async until(what, ask) {
      const deadline = Date.now() + 40_000;
      while (!gone() && Date.now() < deadline) {
        const answer = await ask().catch(() => null);
        if (answer !== null) return answer;
        await delay(20);
      }
      throw new Error(`${command}: ${what} did not come. ${failure}\n${log().slice(-2000)}`);
    },
    stop: () => (gone() ? Promise.resolve() : end(child)),
  };
}

/** Resolves when a GET is answered with 200. */
export async function answering(program: Program, url: string): Promise<void> {
  await program.until(`an answer of ${url}`, async () => ((await fetch(url)).status === 200 ? true : null));
}

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(late);
}
