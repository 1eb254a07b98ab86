import type { JobScriptOptions } from '../domain/instance-host.ts';
import { quoteForShell } from '../domain/quote-for-shell.ts';
import { argumentWords, isPlainPath } from './instance-arguments.ts';
import { jobCommand } from './job-command.ts';

/**
 * What the batch job of an instance runs (job-command.ts). Port, host and links are known on its node only, so it completes
 * INSTANCE_ARGS, BIND_ADDRESS and BASE_URL there: a path that word splitting would break is reached by a link in the session
 * directory, and where that one's own path would break, by one in a new directory of the user alone on the node.
 */
export function instanceJobScript(options: JobScriptOptions): string {
  const { arguments: given, basePath, sessionDirectory } = { ...options, ...options.arguments };
  const isPlain = isPlainPath(sessionDirectory);
  const paths = [
    { name: 'data', path: given.dataDirectory },
    { name: 'key', path: given.kind === 'trame' ? given.keyFile : null },
  ].map(({ name, path }) => ({ name, path, linked: path !== null && !isPlainPath(path) }));
  const [data, key] = paths.map(({ name, path, linked }) => (linked ? `$tm_links/${name}` : path));
  const links = paths
    .filter(({ linked }) => linked)
    .map(({ name, path }) => `ln -sfn -- ${quoteForShell(path ?? '')} "$tm_links/${name}" || exit 1`);
  const words = argumentWords(given, { port: '$PORT', host: '$BIND_ADDRESS', data: data ?? null, key: key ?? '' });
  const command = `. ${quoteForShell(options.commandFile)}`;
  const body = [
    'export BIND_ADDRESS="$HOST_ADDRESS"',
    `export BASE_URL=${quoteForShell(basePath.before)}${hostText(basePath.host)}${quoteForShell(basePath.after)}`,
    ...(links.length > 0 ? [placeForLinks(sessionDirectory, isPlain), ...links] : []),
    `export INSTANCE_ARGS="${words}"`,
    'export TRAME_INSTANCE_ARGS="$INSTANCE_ARGS"',
    // Where the links have to be removed the command does not take this shell's place.
    links.length > 0 && !isPlain ? `( ${command}\n)` : command,
  ].join('\n');
  return jobCommand({ ...options, sessionDirectory, body });
}

function hostText(host: string | null): string {
  return host === null ? '"$HOST_NAME"' : quoteForShell(host);
}

function placeForLinks(sessionDirectory: string, isPlain: boolean): string {
  if (isPlain) return `tm_links=${quoteForShell(sessionDirectory)}`;
  return `tm_links=$(mktemp -d /tmp/trame-manager-XXXXXXXX) || exit 1
trap 'rm -rf -- "$tm_links"' EXIT`;
}
