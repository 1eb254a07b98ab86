import { spawn, spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './setup-command.mjs';
import { readStamp } from './setup-stamp.mjs';

/**
 * Starts JupyterLab on 127.0.0.1 with a token of its own, in a process group of its own: Ctrl-C reaches this program only,
 * which passes it on as the signal that Jupyter ends at without asking back.
 *
 * @param {{ python: string, port: number | null, browser: boolean }} options port null: Jupyter's default, or the next free one
 * @returns {{ ended: Promise<number>, url: Promise<string>, stop: (signal?: NodeJS.Signals) => void }} `ended` resolves to the
 *   exit code; `url` has the token and resolves when JupyterLab answers.
 */
export function startJupyterLab({ python, port, browser }) {
  const args = ['-m', 'jupyterlab', '--ip=127.0.0.1'];
  if (port !== null) args.push(`--port=${port}`, '--ServerApp.port_retries=0');
  if (!browser) args.push('--no-browser');
  if (process.getuid?.() === 0) args.push('--allow-root');
  const env = jupyterEnvironment(python);
  const child = spawn(python, args, { env, detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { ended, url: findUrl(python, child), stop: (signal = 'SIGTERM') => child.kill(signal) };
}

/** Without what npm adds: kernels, terminals and apps are to find what a user's own shell finds. */
function jupyterEnvironment(python) {
  const bin = dirname(python);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE$)/.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((directory) => !/node_modules/.test(directory));
  return { ...Object.fromEntries(inherited), PATH: [bin, ...path].join(delimiter), VIRTUAL_ENV: dirname(bin) };
}

/** Jupyter writes a file about each server that listens, with its URL and token. */
async function findUrl(python, child) {
  const question = 'from jupyter_core.paths import jupyter_runtime_dir; print(jupyter_runtime_dir())';
  const runtime = spawnSync(python, ['-c', question], { encoding: 'utf8' }).stdout.trim();
  while (child.exitCode === null && child.signalCode === null) {
    const { url, token } = readStamp(join(runtime, `jpserver-${child.pid}.json`));
    const answers = url !== undefined && (await fetch(`${url}api`).then(Boolean, () => false));
    if (answers) return `${url}lab?token=${token}`;
    await delay(100);
  }
  throw new SetupError('JupyterLab ended before it answered. What it wrote is above.');
}
