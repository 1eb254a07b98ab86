import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createSafePlaces } from './safe-place.ts';

/**
 * Lets V8 keep the code that it makes of what is loaded from now on, for the next start: below `XDG_CACHE_HOME`, or `~/.cache`.
 * Code that is kept is run, so it is only where no other user can write. Without such a place, and where the file system takes its
 * time, code is made anew each time. Never throws.
 *
 * @param patienceMs how long the place may take to be looked at
 */
export async function keepCompiledCode(env: NodeJS.ProcessEnv, version: string, patienceMs = 300): Promise<void> {
  const cacheHome = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(env.HOME || homedir(), '.cache');
  const directory = join(cacheHome, 'trame-manager', 'compiled');
  const inTime = new Promise<false>((resolve) => setTimeout(resolve, patienceMs, false).unref());
  if (!(await Promise.race([isOwnPlace(directory).catch(() => false), inTime]))) return;
  enableCompileCache(join(directory, version));
  // Node writes it at the exit, which a daemon that is killed does not reach.
  setTimeout(() => {
    flushCompileCache();
    void removeOld(directory, version);
  }, keptAfterMs).unref();
}

/** When the first page was answered. */
const keptAfterMs = 3000;

async function isOwnPlace(directory: string): Promise<boolean> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(directory);
  const isOwn = uid === process.getuid?.() && (mode & 0o077) === 0;
  return isOwn && (await createSafePlaces()(directory)) === null;
}

/** What other versions kept, a month after they did: they may be in use beside this one. */
async function removeOld(directory: string, version: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const found = name === version ? null : await stat(join(directory, name)).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs < monthMs) continue;
    await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
const monthMs = 30 * 86_400_000;
