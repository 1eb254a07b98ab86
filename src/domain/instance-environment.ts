import { isOwned, isWithheld, parameterPrefix } from './reserved-environment.ts';
import type { TrameApp } from './trame-app.ts';

/** What an instance finds in its environment beyond the daemon's own. */
export interface EnvironmentInput {
  /** The daemon's environment. */
  inherited: NodeJS.ProcessEnv;
  app: Pick<TrameApp, 'environment' | 'directory'>;
  parameters: Record<string, string | number | boolean>;
  /** Ready for plain word splitting (adapters/instance-arguments.ts); null: a job completes it on its node, as BASE_URL. */
  instanceArgs: string | null;
  id: string;
  name: string;
  sessionDirectory: string;
  port: number | null;
  unixSocket: string | null;
  /** "/user/a/trame-manager/proxy/40123/" */
  baseUrl: string | null;
  dataDirectory: string | null;
  /** The secret path of trame-remote-control. */
  remoteControlEndpoint: string;
}

/**
 * The environment of an app. What would give the app rights over Jupyter or this daemon is withheld, and what the manager
 * says of the instance cannot be overruled by the app file.
 */
export function instanceEnvironment(input: EnvironmentInput): Record<string, string> {
  return {
    ...inheritable(input.inherited),
    WSLINK_WS_COMPRESS: '0',
    ...input.app.environment,
    ...parameterVariables(input.parameters),
    ...own(input),
  };
}

/** `{iso: 0.5}` -> `{PARAM_ISO: "0.5"}`; values are data, never shell text. */
export function parameterVariables(parameters: EnvironmentInput['parameters']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`${parameterPrefix}${name.toUpperCase()}`, String(value)]),
  );
}

function own(input: EnvironmentInput): Record<string, string> {
  const variables: Record<string, string | null> = {
    APP_DIRECTORY: input.app.directory,
    INSTANCE_ARGS: input.instanceArgs,
    TRAME_INSTANCE_ARGS: input.instanceArgs,
    INSTANCE_ID: input.id,
    INSTANCE_NAME: input.name,
    SESSION_DIR: input.sessionDirectory,
    PORT: input.port === null ? null : String(input.port),
    BIND_ADDRESS: input.port === null ? null : '127.0.0.1',
    UNIX_SOCKET: input.unixSocket,
    BASE_URL: input.baseUrl,
    DATA_DIRECTORY: input.dataDirectory,
    REMOTE_CONTROL_ENDPOINT: input.remoteControlEndpoint,
  };
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== null));
}

/**
 * Beyond the app file's own list: a value from outside that would mislead the app (the manager sets these where they
 * apply), shell options that change how bash reads any script, and the rest of what belongs to Jupyter or this daemon.
 */
const alsoWithheld = ['JUPYTER_TOKEN', 'SHELLOPTS', 'BASHOPTS'];
const alsoWithheldPrefixes = ['TRAME_MANAGER_'];

/** What a command may take over of the daemon's environment: nothing that would give it rights over Jupyter or this daemon. */
export function inheritable(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && passes(entry[0]),
  );
  return Object.fromEntries(entries);
}

function passes(name: string): boolean {
  if (isWithheld(name) || isOwned(name) || alsoWithheld.includes(name)) return false;
  return !alsoWithheldPrefixes.some((prefix) => name.startsWith(prefix));
}
