import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './error-code.ts';
import { notWritable } from './write-failure.ts';

/**
 * A directory on this machine that only this user can enter, with a short path of plain characters: for port
 * reservations, and for sockets and links where the state directory's own path is too long or too odd.
 *
 * "$XDG_RUNTIME_DIR/trame-manager", else "/tmp/trame-manager-<uid>"; another name where someone else took that one.
 * @throws ManagerError state_not_writable
 */
export async function makeRuntimeDirectory(env: NodeJS.ProcessEnv, temporary = '/tmp'): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const candidates = [join(temporary, `trame-manager-${uid}`)];
  const runtime = env.XDG_RUNTIME_DIR;
  if (runtime && plainShortPath.test(runtime)) candidates.unshift(join(runtime, 'trame-manager'));
  for (const candidate of candidates) {
    if (await makeOwn(candidate, uid)) return candidate;
  }
  return mkdtemp(join(temporary, `trame-manager-${uid}-`)).catch((error: unknown) => {
    throw notWritable(temporary, error);
  });
}

/** Short enough that a socket below it stays within the 107 bytes that the kernel allows. */
const plainShortPath = /^\/[A-Za-z0-9_./-]{1,50}$/;

/** False where the path cannot be made or is not the user's alone: in /tmp anybody may have made it first. */
async function makeOwn(path: string, uid: number): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') return false;
  }
  const found = await lstat(path).catch(() => null);
  return found?.isDirectory() === true && found.uid === uid && (found.mode & 0o077) === 0;
}
