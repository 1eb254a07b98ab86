import { isAbsolute, resolve } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import { inheritable } from '../domain/instance-environment.ts';
import { expandPath } from '../domain/path-expansion.ts';

/** Whose "~" and variables a path may hold. */
export interface PathOwner {
  /** Absolute. */
  home: string;
  env: NodeJS.ProcessEnv;
}

/**
 * As `resolveTyped`, of something that should be there: what has just this name wins over what "$" in it could mean.
 *
 * @param isThere whether there is something at an absolute path
 */
export async function findTyped(
  typed: string,
  owner: PathOwner,
  isThere: (path: string) => Promise<boolean>,
): Promise<string> {
  if (isAbsolute(typed) && typed.includes('$') && !typed.includes('\0') && (await isThere(typed)))
    return resolve(typed);
  return resolveTyped(typed, owner);
}

/**
 * The absolute path that a user typed, with "~" and variables as when an app is launched.
 *
 * @param pointer names the field in errors
 * @throws ManagerError invalid_parameters
 */
export function resolveTyped(typed: string, { home, env }: PathOwner, pointer = '/path'): string {
  const wrong = (message: string) =>
    new ManagerError('invalid_parameters', message, { errors: [{ path: pointer, message }] });
  if (typed.trim() === '') throw wrong('A path is needed.');
  const expanded = expandPath(typed.trim(), { home, env: inheritable(env) });
  if (!expanded.ok) throw wrong(expanded.message);
  if (!isAbsolute(expanded.path)) throw wrong(`Give the full path: "${typed}" does not begin with "/".`);
  return resolve(expanded.path);
}
