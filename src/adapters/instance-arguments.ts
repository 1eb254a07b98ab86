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
  const data = given.dataDirectory && `--data=${await plainPath(given, 'data', given.dataDirectory)}`;
  const port = given.port === null ? null : `--port=${given.port}`;
  if (given.kind === 'web') return words([port, data, '--host=127.0.0.1']);
  const key = await plainPath(given, 'key', given.keyFile);
  const timeout = `--timeout=${Math.round(given.idleTimeoutSeconds)}`;
  return words([port, data, `--authKeyFile=${key}`, '--server', '--host=127.0.0.1', timeout]);
}

/** Removes the links that stand outside the session directory. */
export async function removeOuterLinks(runtimeDirectory: string, id: string): Promise<void> {
  await rm(outerLinks(runtimeDirectory, id), { recursive: true, force: true });
}

/** Other characters split, glob, or are read differently in some locales. */
const plain = /^\/[A-Za-z0-9_./@%+=:,-]*$/;

/** The path itself, or a link to it: "/data/run 1" -> "/…/sessions/k3…/data" */
async function plainPath(
  given: InstanceArguments & { runtimeDirectory: string },
  name: string,
  path: string,
): Promise<string> {
  if (plain.test(path)) return path;
  const inside = plain.test(given.sessionDirectory);
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
