import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcesses, findProcesses } from './jupyter-lab-processes.ts';
import { pythonEnvironment } from './python-environment.ts';

/** A JupyterLab that runs. */
export interface JupyterLab {
  /** Of the server, with its base and a slash at its end: "http://127.0.0.1:40001/user/a/". */
  url: string;
  token: string;
  /** "/user/a/". */
  baseUrl: string;
  pid: number;
  /** Its home directory; what it and the daemon keep is in it. */
  home: string;
  /** Everything that Jupyter, the daemon and other children wrote to standard output and error. */
  log(): string;
  /** Ends Jupyter as a user would. Apps that run outlive it. */
  stop(): Promise<void>;
  /** Kills Jupyter, without a word to its children. */
  kill(): Promise<void>;
}

export interface JupyterLabOptions {
  /** From `makeHome`. */
  home: string;
  /** Default 0: one that is free. */
  port?: number;
  env?: Record<string, string>;
  /** More words for the command line. */
  args?: string[];
  /** Another one than that of the checkout's environment. */
  python?: string;
  /** A program with its arguments that starts Jupyter in other surroundings and becomes it (`exec`). */
  wrapper?: string[];
}

/**
 * Starts a real JupyterLab with the wheel of this checkout on a free port of 127.0.0.1, apart from the user's own files and
 * settings. Resolves when it answers.
 */
export async function startJupyterLab(options: JupyterLabOptions): Promise<JupyterLab> {
  const { home, port = 0, env = {}, args = [], wrapper = [] } = options;
  const python = options.python ?? (await pythonEnvironment()).python;
  const logFile = join(home, 'jupyter.log');
  const output = openSync(logFile, 'a');
  const root = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const words = ['-m', 'jupyterlab', '--no-browser', '--ip=127.0.0.1', `--port=${port}`, ...root, ...args];
  const [program = python, ...rest] = [...wrapper, python, ...words];
  const child = spawn(program, rest, {
    cwd: home,
    env: { ...jupyterEnvironment(home, python), ...env },
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const log = () => readFileSync(logFile, 'utf8');
  const server = await waitForServer(child, join(home, 'runtime'), log);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(late);
  };
  return {
    ...server,
    pid: child.pid ?? 0,
    home,
    log,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/**
 * A home directory for JupyterLabs that follow each other, and the function that ends what still runs from it and removes
 * it.
 */
export function makeHome(): { home: string; remove: () => Promise<void> } {
  // The path of a Unix socket below it must not be longer than 107 bytes.
  const home = mkdtempSync(join(tmpdir(), 'tm-home-'));
  const labConfiguration = join(home, 'config', 'labconfig');
  mkdirSync(labConfiguration, { recursive: true });
  mkdirSync(join(home, 'tmp'));
  // It asks, in a dialog above the launcher, whether to fetch news.
  const page = { disabledExtensions: { '@jupyterlab/apputils-extension:announcements': true } };
  writeFileSync(join(labConfiguration, 'page_config.json'), JSON.stringify(page));
  const remove = async () => {
    await endProcesses(findProcesses(`HOME=${home}`));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { home, remove };
}

/** What a Jupyter is given of an environment: all that it and its children keep lies in `home`. */
export function jupyterEnvironment(home: string, python: string): Record<string, string> {
  return {
    HOME: home,
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    LANG: 'C.UTF-8',
    PATH: `${dirname(python)}:/usr/local/bin:/usr/bin:/bin`,
    TMPDIR: join(home, 'tmp'),
    TRAME_MANAGER_STATE_DIR: join(home, 'state'),
  };
}

async function waitForServer(child: ChildProcess, runtime: string, log: () => string) {
  const deadline = Date.now() + 40_000;
  while (child.exitCode === null && Date.now() < deadline) {
    const server = readServerFile(join(runtime, `jpserver-${child.pid}.json`));
    if (server !== null && (await answers(server.url))) return server;
    await delay(50);
  }
  child.kill('SIGKILL');
  throw new Error(`JupyterLab did not answer. It wrote:\n${log()}`);
}

/** Jupyter writes this file when it listens. */
function readServerFile(file: string): { url: string; token: string; baseUrl: string } | null {
  try {
    const { url, token, base_url: baseUrl } = JSON.parse(readFileSync(file, 'utf8'));
    return { url, token, baseUrl };
  } catch {
    return null;
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}api`).then(
    (response) => response.ok,
    () => false,
  );
}
