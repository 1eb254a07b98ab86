import { setTimeout as delay } from 'node:timers/promises';
import { type DaemonFacts, writeDaemonFile } from '../adapters/daemon-file.ts';
import { declaredParent } from '../adapters/parent-watch.ts';
import type { Settings } from '../settings.ts';

export interface AnnouncementOptions {
  settings: Settings;
  /** The origin that it listens on, such as "http://0.0.0.0:8500"; null on a socket. */
  origin: string | null;
  token: string;
  version: string;
  env: NodeJS.ProcessEnv;
  log: { warn(details: object, message: string): void };
}

/** A full or read-only disk may have room again. */
const againMs = 30_000;

/**
 * Tells programs of this user by a file where the daemon listens. Nobody waits for that: where the file cannot be written, the
 * log says so, it is tried again, and until then clients have to be given the address.
 */
export function announceDaemon(options: AnnouncementOptions, retryMs = againMs): { withdraw(): Promise<void> } {
  const { settings, env } = options;
  const facts = factsOf(options, declaredParent(env));
  const over = new AbortController();
  const written = writeAtLast(() => writeDaemonFile(settings.stateDirectory, facts), options, over.signal, retryMs);
  return {
    async withdraw() {
      over.abort();
      await (await written)?.remove();
    },
  };
}

/** Null: it was over before that worked. */
async function writeAtLast<T>(
  write: () => Promise<T>,
  { log }: AnnouncementOptions,
  over: AbortSignal,
  retryMs: number,
): Promise<T | null> {
  let isTold = false;
  while (!over.aborted) {
    try {
      return await write();
    } catch (err) {
      if (!isTold) log.warn({ err }, 'notebooks do not find this daemon by themselves: its file cannot be written');
      isTold = true;
    }
    await delay(retryMs, undefined, { ref: false, signal: over }).catch(() => undefined);
  }
  return null;
}

function factsOf({ settings, origin, token, version }: AnnouncementOptions, jupyterPid: number | null): DaemonFacts {
  const { listen, basePath } = settings;
  const where =
    listen.kind === 'socket' || origin === null
      ? { socket: listen.kind === 'socket' ? listen.path : null, url: null, token: null }
      : { socket: null, url: `${reachable(origin)}${basePath}`, token };
  return { ...where, version, basePath, jupyterPid };
}

/** What stands for all addresses of the machine is none to connect to. */
function reachable(origin: string): string {
  return origin.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}
