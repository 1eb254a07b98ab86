import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface TestDaemon {
  child: ChildProcess;
  /** Ends with "/"; only in TCP mode. */
  url: string;
  token: string;
  /** Everything written to stderr so far. */
  log: () => string;
  stdout: () => string;
  /** A REST call with the token. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Ends it by SIGTERM and gives its exit code. */
  stop(): Promise<number | null>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
  text: string;
}

interface Teardown {
  teardown(handler: () => unknown): void;
}

/** An environment of its own below `home`: nothing of the user who runs the tests is seen or written. */
export function testEnvironment(home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    JUPYTER_PATH: join(home, 'jupyter'),
    JUPYTER_DATA_DIR: join(home, '.local/share/jupyter'),
    ...more,
  };
}

/**
 * Starts the daemon as a process, in TCP mode on a free port unless `args` name a socket; stopped after the test. `wrapper` is
 * a program with its arguments that starts it in other surroundings and becomes it (`exec`).
 */
export async function startDaemon(
  t: Teardown,
  {
    home,
    args = [],
    env = {},
    wrapper = [],
  }: { home: string; args?: string[]; env?: NodeJS.ProcessEnv; wrapper?: string[] },
): Promise<TestDaemon> {
  const [program = process.execPath, ...rest] = [...wrapper, process.execPath, main, 'serve', ...args];
  const child = spawn(program, rest, {
    cwd: home,
    env: testEnvironment(home, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => endProcess(child));
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.err += text;
  });
  await waitUntil(
    () => output.err.includes('"listening"'),
    `the daemon to listen`,
    () => {
      if (child.exitCode !== null) throw new Error(`The daemon ended with ${child.exitCode}: ${output.err}`);
    },
    // A machine may be busy with other tests.
    60_000,
  );
  const overTcp = !args.includes('--socket');
  if (overTcp) await waitUntil(() => output.out.includes('ready at'), 'the URL');
  const [, address = '', query = ''] = /ready at (\S*?\/)(?:\?token=(\S+))?\s/.exec(output.out) ?? [];
  const token = query || env.TRAME_MANAGER_TOKEN || '';
  const url = new URL(address || 'http://unused/').href;
  return {
    child,
    url,
    token,
    log: () => output.err,
    stdout: () => output.out,
    call: (method, path, body, headers = {}) => call(url, token, method, path, body, headers),
    async stop() {
      await endProcess(child);
      return child.exitCode;
    },
  };
}

async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(new URL(path, url), {
    method,
    redirect: 'manual',
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** SIGTERM, then SIGKILL after 5 s. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exit;
  clearTimeout(timer);
}

/** Asks again every 20 ms until `condition` holds. @throws Error after `timeoutMs`, naming `what` */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  what: string,
  check: () => void = () => {},
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    check();
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
