import { isAbsolute, resolve } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import { inheritable } from '../domain/instance-environment.ts';
import { expandPath } from '../domain/path-expansion.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import type { InstanceContext } from './instance-context.ts';

/**
 * A name as it is kept: trimmed, 1 to 200 characters, none of them control characters or such as turn the order of letters
 * around, in which a name reads as another one. @throws ManagerError
 */
export function checkName(name: string): string {
  const trimmed = name.trim();
  const wrong = (message: string) =>
    new ManagerError('invalid_parameters', message, { errors: [{ path: '/name', message }] });
  if (trimmed === '') throw wrong('The name must not be empty.');
  if ([...trimmed].length > 200) throw wrong('The name must not be longer than 200 characters.');
  if (!trimmed.isWellFormed()) throw wrong('The name must not hold half a character.');
  if (/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(trimmed)) {
    throw wrong(
      'The name must not hold control characters such as line breaks, or marks that turn the direction of writing.',
    );
  }
  return trimmed;
}

/** "Cone 1", or the next number that no listed instance bears. */
export function defaultName(app: TrameApp, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const name = `${app.name} ${count}`;
    if (!taken.has(name)) return name;
  }
}

/** The directory that the command starts in, absolute. @throws ManagerError launch_failed */
export async function chooseWorkingDirectory(context: InstanceContext, app: TrameApp): Promise<string> {
  if (app.workingDirectory === null) return context.workingDirectory;
  const expanded = expand(context, app, app.workingDirectory);
  const where = `The working directory of "${app.name}"`;
  if (!expanded.ok) throw new ManagerError('launch_failed', `${where} cannot be used: ${expanded.message}`);
  const path = resolve(context.workingDirectory, expanded.path);
  const fault = await context.host.directoryFault(path);
  if (fault !== null) throw new ManagerError('launch_failed', `${where}, ${path}, ${fault}.`);
  return path;
}

/**
 * The data directory, absolute; null for apps that take none. Where none is given it is the working directory.
 * @throws ManagerError invalid_data_directory
 */
export async function chooseDataDirectory(
  context: InstanceContext,
  app: TrameApp,
  given: string | null,
  workingDirectory: string,
): Promise<string | null> {
  if (app.dataDirectory === 'none') return null;
  if (given === null || given.trim() === '') {
    if (app.dataDirectory === 'required') throw wrongData(`"${app.name}" needs a data directory.`);
    return workingDirectory;
  }
  // A directory of just this name wins over what "$" or "~" in it could mean.
  if (isAbsolute(given) && (await context.host.directoryFault(given)) === null) return resolve(given);
  const expanded = expand(context, app, given);
  if (!expanded.ok) throw wrongData(expanded.message);
  return usable(context, resolve(workingDirectory, expanded.path));
}

/** The data directory of another run: what was chosen before, if it is still there. @throws as chooseDataDirectory */
export async function keepDataDirectory(
  context: InstanceContext,
  app: TrameApp,
  before: string | null,
  workingDirectory: string,
): Promise<string | null> {
  if (before === null || app.dataDirectory === 'none') return chooseDataDirectory(context, app, null, workingDirectory);
  return usable(context, before);
}

async function usable(context: InstanceContext, path: string): Promise<string> {
  const fault = await context.host.directoryFault(path);
  if (fault !== null) throw wrongData(`${path} ${fault}.`);
  return path;
}

function expand(context: InstanceContext, app: TrameApp, text: string) {
  // What is withheld from apps stands in no path either: paths are shown, kept and passed on.
  const env = inheritable(context.env);
  return expandPath(text, { home: context.home, env, extra: { APP_DIRECTORY: app.directory } });
}

function wrongData(message: string): ManagerError {
  return new ManagerError('invalid_data_directory', message, { errors: [{ path: '/data_directory', message }] });
}
