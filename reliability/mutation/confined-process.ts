import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workDirectory } from './options.ts';

/**
 * Runs Node with everything it starts in a PID and mount namespace: a mutant can end no other process, write nowhere but in a
 * /tmp of its own and below `workDirectory`, and when the child given back is killed, nothing of it is left.
 */
export function spawnConfined(
  root: string,
  words: string[],
  env: NodeJS.ProcessEnv,
  stdio: StdioOptions,
): ChildProcess {
  const work = join(root, workDirectory);
  mkdirSync(join(work, 'compiled'), { recursive: true });
  const confined = ['unshare', ...namespaces(), 'sh', '-c', confine, 'sh', work, process.execPath, ...words];
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...confined], {
    env: {
      ...process.env,
      NODE_OPTIONS: `--require=${fileURLToPath(new URL('notes-of-mutants.cjs', import.meta.url))}`,
      NODE_COMPILE_CACHE: join(work, 'compiled'),
      TAP_TIMEOUT: '0',
      ...env,
    },
    stdio,
  });
}

/** As an ordinary user by way of a user namespace. When `unshare` is killed, or its parent ends, so is all below it. */
function namespaces(): string[] {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return [...user, '--pid', '--mount', '--fork', '--kill-child', '--mount-proc', '--'];
}

/** A /tmp of its own, unless the checkout itself lies there. The shell stays, and reaps orphans. */
const confine = `
mount --bind "$1" "$1" && mount -o remount,bind,ro / &&
case "$1" in /tmp/*) ;; *) mount -t tmpfs -o mode=1777 tmpfs /tmp ;; esac &&
mkdir -p /tmp/home && shift && HOME=/tmp/home "$@"
exit $?
`;
