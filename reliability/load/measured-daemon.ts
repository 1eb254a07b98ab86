import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonFigures } from './daemon-figures.ts';
import { leanPrograms } from './lean-programs.ts';

/** A daemon over TCP with a home of its own and the echo app, which tells what it holds. */
export interface MeasuredDaemon {
  pid: number;
  port: number;
  /** Ends with "/". */
  base: string;
  /** What lets a request pass its door. */
  headers: Record<string, string>;
  /** `collect`: garbage is collected first. @throws Error when it has ended */
  probe(collect?: boolean): Promise<DaemonFigures>;
  /** A REST call, path below "api/v1/". @throws Error for any other status than 2xx */
  call<Answer>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Everything it wrote. */
  log(): string;
  /** SIGTERM; resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** The parts of an instance that are looked at here. */
export interface ListedInstance {
  id: string;
  name: string;
  state: string;
  path: string;
  pid: number | null;
}

/** What the wheel passes to Node (launcher-entries/trame_manager/daemon_command.py). */
export const usersNodeArguments = ['--max-old-space-size=512', '--max-semi-space-size=2'];
export const usersGlibcSettings = {
  MALLOC_ARENA_MAX: '4',
  MALLOC_MMAP_THRESHOLD_: '524288',
  MALLOC_TRIM_THRESHOLD_: '2097152',
};

export interface MeasuredDaemonOptions {
  main: string;
  home: string;
  /** More arguments of Node. */
  nodeArguments?: string[];
}

/** Runs with a daemon, and ends it and all that was launched. @throws Error with the end of its log when something went wrong */
export async function withMeasuredDaemon<Result>(
  options: MeasuredDaemonOptions,
  use: (daemon: MeasuredDaemon) => Promise<Result>,
): Promise<Result> {
  const daemon = await startMeasuredDaemon(options);
  try {
    return await use(daemon);
  } catch (cause) {
    throw new Error(`The run broke off. The daemon's log ends:\n${daemon.log().slice(-2000)}`, { cause });
  } finally {
    await takeDown(daemon);
  }
}

async function takeDown(daemon: MeasuredDaemon): Promise<void> {
  const listed = await daemon.call<{ instances: ListedInstance[] }>('GET', 'instances').catch(() => null);
  const live = listed?.instances.filter(({ pid }) => pid !== null) ?? [];
  await Promise.allSettled(live.map(({ id }) => daemon.call('DELETE', `instances/${id}`)));
  await daemon.stop();
}

async function startMeasuredDaemon(options: MeasuredDaemonOptions): Promise<MeasuredDaemon> {
  const { main, home } = options;
  const nodeArguments = [...usersNodeArguments, ...(options.nodeArguments ?? [])];
  const programs = await leanPrograms(home, ['daemon-probe', 'echo-app']);
  writeApps(home, programs['echo-app']);
  const logFile = join(home, 'daemon.log');
  const output = openSync(logFile, 'a');
  const child = spawn(process.execPath, [...nodeArguments, '--import', programs['daemon-probe'], main, 'serve'], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      LANG: 'C.UTF-8',
      JUPYTER_PATH: join(home, 'jupyter'),
      ...usersGlibcSettings,
      TRAME_MANAGER_OWN_VARIABLES: Object.keys(usersGlibcSettings).join(' '),
    },
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
  });
  closeSync(output);
  const log = () => readFileSync(logFile, 'utf8');
  const { base, token } = await address(child, log);
  const headers = { authorization: `Bearer ${token}` };
  return {
    pid: child.pid ?? 0,
    port: Number(new URL(base).port),
    base,
    headers,
    probe: (collect = false) => askProbe(child, collect),
    call: (method, path, body, more) => callApi(base, { ...headers, ...more }, { method, path, body }),
    log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

/** The echo app, and one whose command fails. */
function writeApps(home: string, echoProgram: string): void {
  const files = {
    echo: `name: Echo\nkind: web\ndata_directory: optional\nidle_timeout_seconds: 0\ncommand: exec "${process.execPath}" "${echoProgram}"\n`,
    broken: 'name: Broken\nkind: web\ndata_directory: none\ncommand: echo "There is no such module" >&2; exit 3\n',
  };
  for (const [app, text] of Object.entries(files)) {
    mkdirSync(join(home, 'jupyter', 'trame', app), { recursive: true });
    writeFileSync(join(home, 'jupyter', 'trame', app, 'app.yml'), text);
  }
}

/** Of the line that it prints when it listens; older lines are those of daemons before. */
async function address(child: ChildProcess, log: () => string): Promise<{ base: string; token: string }> {
  const earlier = log().length;
  for (const deadline = Date.now() + 40_000; Date.now() < deadline && child.exitCode === null; ) {
    const [, base, token] = /ready at (http:\S+?\/)\?token=(\S+)/.exec(log().slice(earlier)) ?? [];
    if (base && token) return { base, token };
    await delay(10);
  }
  child.kill('SIGKILL');
  throw new Error(`The daemon did not come up.\n${log().slice(-2000)}`);
}

let probes = 0;

function askProbe(child: ChildProcess, collect: boolean): Promise<DaemonFigures> {
  const { promise, resolve, reject } = Promise.withResolvers<DaemonFigures>();
  probes += 1;
  const probe = probes;
  const take = (message: unknown) => {
    const answer = message as { probe: number; figures: DaemonFigures };
    if (answer.probe === probe) resolve(answer.figures);
  };
  const gone = () => reject(new Error('The daemon has ended.'));
  child.on('message', take).once('exit', gone);
  child.send({ probe, collect }, (error) => error && gone());
  return promise.finally(() => child.off('message', take).off('exit', gone));
}

async function callApi<Answer>(
  base: string,
  headers: Record<string, string>,
  { method, path, body }: { method: string; path: string; body: unknown },
): Promise<Answer> {
  const response = await fetch(new URL(`api/v1/${path}`, base), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? null : JSON.parse(text)) as Answer;
}
