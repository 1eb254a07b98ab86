import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAnnouncer } from '../../scripts/announce.mjs';
import { ensureTestPythonPackages } from '../../scripts/test-python-packages.mjs';
import { createPortBook } from '../../src/adapters/free-port.ts';
import { jupyterEnvironment } from './jupyter-lab.ts';
import { waitFor } from './jupyter-lab-processes.ts';
import { pythonEnvironment, root } from './python-environment.ts';

/** A JupyterHub that runs. */
export interface JupyterHub {
  /** With the hub's own path and a slash at its end: "http://127.0.0.1:20001/Hubs/". */
  url: string;
  /** Opens the account of every user name. */
  password: string;
  /** Everything that the hub, its proxy, the users' servers and daemons wrote to standard output and error. */
  log(): string;
  /** Ends the hub, which ends its proxy and its users' servers. Apps that run outlive it. */
  stop(): Promise<void>;
}

export interface JupyterHubOptions {
  /** From `makeHome`. */
  home: string;
  /** More environment variables for the users' servers. */
  env?: Record<string, string>;
}

/**
 * Starts a real JupyterHub with configurable-http-proxy on free ports of 127.0.0.1. Its users' servers are JupyterLabs
 * with the wheel of this checkout; they share `home` (from `makeHome`). Resolves when the hub answers through the proxy.
 */
export async function startJupyterHub({ home, env = {} }: JupyterHubOptions): Promise<JupyterHub> {
  const { python } = await pythonEnvironment();
  await ensureTestPythonPackages({ root, python, announce: createAnnouncer({ total: 1, write: () => {} }) });
  const [port = 0, hubPort = 0, proxyApiPort = 0] = await reservePorts(home, 3);
  const password = 'a password of this test';
  const basePath = '/Hubs/';
  const environment = jupyterEnvironment(home, python);
  const { PATH: _path, ...userEnvironment } = environment;
  const given = {
    home,
    port,
    hubPort,
    proxyApiPort,
    password,
    basePath,
    environment: { ...userEnvironment, ...env },
    proxyCommand: [
      process.execPath,
      fileURLToPath(import.meta.resolve('configurable-http-proxy/bin/configurable-http-proxy')),
    ],
  };
  const directory = join(home, 'hub');
  mkdirSync(directory);
  const logFile = join(directory, 'hub.log');
  const output = openSync(logFile, 'a');
  const child = spawn(
    join(dirname(python), 'jupyterhub'),
    ['--config', fileURLToPath(new URL('jupyterhub_config.py', import.meta.url))],
    {
      cwd: directory,
      env: { ...environment, TEST_HUB: JSON.stringify(given) },
      detached: true,
      stdio: ['ignore', output, output],
    },
  );
  closeSync(output);
  const log = () => readFileSync(logFile, 'utf8');
  const url = `http://127.0.0.1:${port}${basePath}`;
  await waitFor(
    'the hub answers',
    async () => {
      if (child.exitCode !== null) throw new Error(`JupyterHub ended. It wrote:\n${log()}`);
      return fetch(`${url}hub/api/`).then(
        (response) => response.ok,
        () => false,
      );
    },
    60_000,
  );
  return {
    url,
    password,
    log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exited;
      clearTimeout(late);
    },
  };
}

/** Ports that no outgoing connection takes meanwhile. */
async function reservePorts(home: string, count: number): Promise<number[]> {
  const book = createPortBook(home);
  const ports: number[] = [];
  while (ports.length < count) ports.push(await book.reserve([], new Set(ports)));
  return ports;
}
