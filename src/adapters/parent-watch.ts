import { codeOf } from './error-code.ts';

/** Names the process that started this one; set by launcher-entries. It is known before this process even runs. */
export const parentVariable = 'TRAME_MANAGER_PARENT';

const intervalMs = 500;

/**
 * Calls `onGone` once when the process that started this one is gone: the kernel then gives us another parent. There is
 * no event for that, and reading the parent's pid costs a microsecond. Where `declared` is given, the end of that process
 * counts, too: without it a parent that ended before the watch began would never be missed.
 *
 * @returns a function that ends the watch
 */
export function watchParent(
  onGone: () => void,
  { declared = null, parentPid = () => process.ppid }: { declared?: number | null; parentPid?: () => number } = {},
): () => void {
  const parent = parentPid();
  const look = () => {
    if (parentPid() === parent && (declared === null || exists(declared))) return;
    clearInterval(timer);
    onGone();
  };
  const timer = setInterval(look, intervalMs);
  return () => clearInterval(timer);
}

/** The pid that the environment names; null where it names none. */
export function declaredParent(env: NodeJS.ProcessEnv): number | null {
  const text = env[parentVariable] ?? '';
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
