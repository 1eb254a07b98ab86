import { homedir } from 'node:os';
import { appDiscovery } from '../adapters/app-file-discovery.ts';
import { jupyterDataPaths } from '../adapters/jupyter-paths.ts';
import { resolveSite } from '../adapters/site-file.ts';
import { terminalText } from '../domain/plain-text.ts';
import type { AppListing, AppProblem } from '../domain/trame-app.ts';
import { readSharedSettings } from '../settings.ts';
import type { Installation } from './installation.ts';

/**
 * `trame-manager apps`: lists what was found and what is wrong with the rest.
 *
 * @returns 0, or 1 when an app file has an error
 */
export async function runApps(args: string[], installation: Installation): Promise<number> {
  const { listing } = await discoverApps(args, installation);
  process.stdout.write(terminalText(describeApps(listing)));
  return listing.problems.length === 0 ? 0 : 1;
}

/** The apps that `serve` would show with these arguments. */
export async function discoverApps(args: string[], installation: Installation) {
  const settings = readSharedSettings(args, process.env);
  const site = await resolveSite(settings.configuration, installation.configurationsDirectory);
  const dataPaths = jupyterDataPaths(process.env, process.env.HOME || homedir(), settings.appPaths);
  return appDiscovery(dataPaths, { idleTimeoutMs: site.instances.idleTimeoutMs })();
}

/** A listing in lines for a terminal. */
export function describeApps({ apps, problems, searched }: AppListing): string {
  const width = Math.max(0, ...apps.map(({ id }) => id.length));
  return [
    ...apps.map(({ id, name, file }) => `${id.padEnd(width)}  ${name}  (${file})`),
    ...(apps.length === 0 ? ['No apps were found.'] : []),
    ...problems.flatMap((problem) => ['', describeProblem(problem)]),
    '',
    'Searched:',
    ...searched.map((directory) => `  ${directory}`),
    '',
  ].join('\n');
}

/** `"/apps/cone/app.yml:3:1: error: …"`, in the form that editors turn into links. */
export function describeProblem({ file, line, column, message, hint }: AppProblem): string {
  const place = [file, line, column].filter((part) => part !== null).join(':');
  return `${place}: error: ${message}${hint === null ? '' : `\n  ${hint}`}`;
}
