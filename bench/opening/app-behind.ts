import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeHome, startJupyterLab } from '../../test/support/jupyter-lab.ts';
import { findProcesses } from '../../test/support/jupyter-lab-processes.ts';
import { python } from '../proxy/jupyter-server.ts';
import { freePort, startProgram } from '../proxy/program.ts';

/** A way to the sample app. */
export interface AppBehind {
  /** Of the server that browsers reach first. */
  port: number;
  /** Called in a new browser: the path that lets it in, or null. */
  entrance: string | null;
  /** Whether it answers under names that it knows only, as Jupyter does. */
  knowsItsNames: boolean;
  /** Starts one more instance; resolves when it is ready. */
  launch(): Promise<StartedApp>;
  /** Resolves when nothing is compressed in the background any more. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartedApp {
  /** Of the server that browsers reach; null: the one of AppBehind. */
  port: number | null;
  /** The path that opens it in a browser for the first time, and the one for later. */
  firstPath(): Promise<string>;
  path: string;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const environment = (home: string) => ({
  PATH: `${dirname(python)}:/usr/local/bin:/usr/bin:/bin`,
  HOME: home,
  LANG: 'C.UTF-8',
  PARAM_RENDERING: 'On this machine',
});

/** The app without anything before it. */
export function appDirectly(home: string): AppBehind {
  const launch = async (): Promise<StartedApp> => {
    const port = await freePort();
    const main = join(root, 'examples', 'isosurfaces', 'main.py');
    const args = ['-B', main, `--port=${port}`, '--host=127.0.0.1', '--server', '--timeout=0', `--data=${home}`];
    const app = startProgram(python, args, { home: join(home, String(port)), env: environment(home) });
    await app.until('the page', async () => ((await fetch(`http://127.0.0.1:${port}/`)).ok ? true : null));
    return { port, path: '/', firstPath: async () => '/', stop: () => app.stop() };
  };
  return {
    port: 0,
    entrance: null,
    knowsItsNames: false,
    launch,
    settled: async () => undefined,
    stop: async () => undefined,
  };
}

/** The app as an instance of a daemon with a state directory below `home`. */
export async function appBehindDaemon(home: string): Promise<AppBehind> {
  const port = await freePort();
  const token = 'opening';
  mkdirSync(join(home, 'data'), { recursive: true });
  const program = startProgram(
    process.execPath,
    [
      join(root, 'src', 'main.ts'),
      'serve',
      `--port=${port}`,
      `--app-path=${join(dirname(python), '../share/jupyter')}`,
    ],
    { home, env: { ...environment(home), TRAME_MANAGER_TOKEN: token, TRAME_MANAGER_LOG_LEVEL: 'warn' } },
  );
  await program.until('its health', async () =>
    (await fetch(`http://127.0.0.1:${port}/healthz`)).status > 0 ? true : null,
  );
  const base = `http://127.0.0.1:${port}/`;
  return {
    port,
    entrance: `/?token=${token}`,
    knowsItsNames: false,
    launch: () => launchByRest(base, { authorization: `Bearer ${token}` }),
    settled: () => compressed(() => [program.pid]),
    stop: () => program.stop(),
  };
}

/** The same behind JupyterLab and jupyter-server-proxy, with the wheel of this checkout. */
export async function appBehindJupyter(): Promise<AppBehind> {
  const { home, remove } = makeHome();
  const jupyter = await startJupyterLab({ home });
  const base = `${jupyter.url}trame-manager/`;
  return {
    port: Number(new URL(base).port),
    entrance: `${jupyter.baseUrl}api/me?token=${jupyter.token}`,
    knowsItsNames: true,
    launch: () => launchByRest(base, { authorization: `token ${jupyter.token}` }),
    settled: () => compressed(() => findProcesses(`HOME=${home}`)),
    async stop() {
      await jupyter.stop();
      await remove();
    },
  };
}

/** Resolves when no child of these processes has compressed for five seconds. */
async function compressed(parents: () => number[]): Promise<void> {
  for (let quiet = 0; quiet < 25; quiet += 1) {
    await delay(200);
    if (parents().some(hasCompressor)) quiet = 0;
  }
}

function hasCompressor(pid: number): boolean {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return children.some(
      (child) => child !== '' && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('CompressSync'),
    );
  } catch {
    // One of them has just ended.
    return true;
  }
}

interface Instance {
  id: string;
  state: string;
  path: string;
}

/**
 * Launches the sample app with a daemon's REST API.
 * @param base the daemon's URL; ends with "/"
 * @param headers what lets requests pass
 */
export async function launchByRest(base: string, headers: Record<string, string>): Promise<StartedApp> {
  const call = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${base}api/v1/${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...content,
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json().catch(() => null)) as Answer;
  };
  const parameters = { rendering: 'On this machine' };
  let instance = await call<Instance>('POST', 'apps/isosurfaces/instances', { parameters });
  while (instance.state === 'starting') {
    await delay(50);
    instance = await call<Instance>('GET', `instances/${instance.id}`);
  }
  if (instance.state !== 'ready') throw new Error(`The sample app is ${instance.state}.`);
  return {
    port: null,
    path: new URL(instance.path.replace(/^\//, ''), base).pathname,
    firstPath: async () => (await call<{ url: string }>('POST', `instances/${instance.id}/links`)).url,
    async stop() {
      await call('POST', `instances/${instance.id}/stop`);
      while ((await call<Instance>('GET', `instances/${instance.id}`)).state !== 'stopped') await delay(50);
    },
  };
}
