import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { endProcess } from './daemon.ts';
import { until } from './until.ts';

interface Teardown {
  teardown(handler: () => unknown): void;
}

/** The Python that finds Debian's ParaView: a virtual environment does so only with --system-site-packages. */
export const pythonWithParaView = '/usr/bin/python3';

/** @throws Error that names the packages to install */
export function needParaView(): void {
  const missing = ['/usr/bin/pvserver', '/usr/bin/mpiexec', '/usr/bin/Xvfb'].filter((path) => !existsSync(path));
  if (missing.length === 0) return;
  throw new Error(
    `This test needs a real ParaView, but there is no ${missing.join(', ')}. Install it: ` +
      'apt-get install --no-install-recommends paraview python3-paraview openmpi-bin xvfb xauth',
  );
}

/**
 * What site files of the tests say to run one. Debian's pvserver listens without a display; it needs one to render (see
 * `startDisplay`).
 */
export const pvserverCommand = 'exec pvserver --force-offscreen-rendering --server-port="$PORT"';

/** The same on as many ranks as the form's `tasks` says; Open MPI refuses root, and more ranks than it sees cores. */
export const mpiPvserverCommand = [
  'export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1',
  'mpiexec --oversubscribe -n "$PARAM_TASKS" pvserver --force-offscreen-rendering --server-port="$PORT"',
].join('\n');

export interface RunningPvserver {
  child: ChildProcess;
  port: number;
  /** Both streams so far. */
  log(): string;
}

/**
 * Starts a real pvserver by hand and returns when it listens; ended with the test. `env` can name a display to render on,
 * `port` 0 (default) takes a free one.
 */
export async function startPvserver(
  t: Teardown,
  { port = 0, env = {}, args = [] }: { port?: number; env?: NodeJS.ProcessEnv; args?: string[] } = {},
): Promise<RunningPvserver> {
  needParaView();
  const chosen = port === 0 ? await freePort() : port;
  const child = spawn('pvserver', ['--force-offscreen-rendering', `--server-port=${chosen}`, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => endProcess(child));
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      log += part;
    });
  }
  await until(() => log.includes('Accepting connection(s)'), 'pvserver to listen', 60_000);
  return { child, port: chosen, log: () => log };
}

/**
 * Starts an X server of its own, with a number that nobody has; gives DISPLAY. Ended with the test. It does not start anew when its
 * last client leaves (-noreset): ParaView opens and closes the display when it starts, and would find nobody the next time.
 */
export async function startDisplay(t: Teardown): Promise<string> {
  needParaView();
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => endProcess(child));
  const pipe = child.stdio[3] as import('node:stream').Readable;
  const number = (await text(pipe)).trim();
  if (!/^\d+$/.test(number)) throw new Error('Xvfb did not start.');
  return `:${number}`;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
  return promise;
}
