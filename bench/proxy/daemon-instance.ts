import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { targetFile } from './peers/direct.ts';

/** An instance of the target behind a daemon. */
export interface DaemonInstance {
  /** "/proxy/40123/". */
  path: string;
  /** The cookie that one visit of a one-time link sets: "name=value". */
  cookie: string;
  remove(): Promise<void>;
}

interface Instance {
  id: string;
  state: string;
  path: string;
}

/** Writes the app file of the target below the Jupyter data path `data`. */
export function writeTargetApp(data: string): void {
  const directory = join(data, 'trame', 'target');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'app.yml'),
    `name: Target\nkind: web\nidle_timeout_seconds: 0\ncommand: exec "${process.execPath}" "${targetFile}"\n`,
  );
}

/**
 * Launches the target and opens it as a browser does.
 *
 * @param base the daemon's URL, with a slash at its end
 * @param headers that let a request pass the daemon's door
 */
export async function launchTarget(base: string, headers: Record<string, string>): Promise<DaemonInstance> {
  const ask = (method: string, path: string) => fetch(new URL(path, base), { method, redirect: 'manual', headers });
  const json = async <Answer>(method: string, path: string) => {
    const answer = await ask(method, path);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
  let instance = await json<Instance>('POST', 'api/v1/apps/target/instances');
  while (instance.state === 'starting') {
    await delay(20);
    instance = await json<Instance>('GET', `api/v1/instances/${instance.id}`);
  }
  if (instance.state !== 'ready') throw new Error(`The target is ${instance.state}.`);
  const { url } = await json<{ url: string }>('POST', `api/v1/instances/${instance.id}/links`);
  // Relative to the base: the link holds the base path as the browser sees it.
  const visit = await ask('GET', url.slice(url.indexOf('proxy/')));
  const cookie = visit.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`The link was answered with ${visit.status} and no cookie.`);
  return {
    path: instance.path,
    cookie,
    remove: async () => {
      await ask('DELETE', `api/v1/instances/${instance.id}`);
    },
  };
}
