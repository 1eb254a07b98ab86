import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceArguments } from '../domain/instance-host.ts';

/**
 * INSTANCE_ARGS: words that a plain, unquoted `$INSTANCE_ARGS` in bash splits into just themselves. bash removes no quotes
 * that come out of a variable, so a path that splitting or globbing would break is reached by a link.
 *
 *     "--port=40123 --data=/home/ada/cases --authKeyFile=/…/auth.key --server --host=127.0.0.1 --timeout=14400"
 *
 * Web apps are given port, data and host alone: the rest is trame's.
 */
export async function makeInstanceArguments(given: InstanceArguments & { runtimeDirectory: string }): Promise<string> {
  const data = given.dataDirectory && (await plainPath(given, 'data', given.dataDirectory));
  const key = given.kind === 'trame' ? await plainPath(given, 'key', given.keyFile) : '';
  return argumentWords(given, { port: given.port === null ? null : String(given.port), host: '127.0.0.1', data, key });
}

/** The words, of paths that are plain. */
export function argumentWords(
  given: Pick<InstanceArguments, 'kind' | 'idleTimeoutSeconds'>,
  { port, host, data, key }: { port: string | null; host: string; data: string | null; key: string },
): string {
  const [first, last] = [[port && `--port=${port}`, data && `--data=${data}`], `--host=${host}`];
  if (given.kind === 'web') return words([...first, last]);
  const timeout = `--timeout=${Math.round(given.idleTimeoutSeconds)}`;
  return words([...first, `--authKeyFile=${key}`, '--server', last, timeout]);
}

/** Removes the links that stand outside the session directory. */
export async function removeOuterLinks(runtimeDirectory: string, id: string): Promise<void> {
  await rm(outerLinks(runtimeDirectory, id), { recursive: true, force: true });
}

/** Whether a path survives splitting: other characters split, glob, or are read differently in some locales. */
export function isPlainPath(path: string): boolean {
  return /^\/[A-Za-z0-9_./@%+=:,-]*$/.test(path);
}

/** The path itself, or a link to it: "/data/run 1" -> "/…/sessions/k3…/data" */
async function plainPath(
  given: InstanceArguments & { runtimeDirectory: string },
  name: string,
  path: string,
): Promise<string> {
  if (isPlainPath(path)) return path;
  const inside = isPlainPath(given.sessionDirectory);
  const directory = inside ? given.sessionDirectory : outerLinks(given.runtimeDirectory, given.id);
  if (!inside) await mkdir(directory, { recursive: true, mode: 0o700 });
  const link = join(directory, name);
  await rm(link, { force: true });
  await symlink(path, link);
  return link;
}

function outerLinks(runtimeDirectory: string, id: string): string {
  return join(runtimeDirectory, 'links', id);
}

function words(parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}
