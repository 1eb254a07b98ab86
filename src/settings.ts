import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './domain/errors.ts';

/** Where the daemon listens. A unix socket needs no token: who can open it is the user. */
export type Listen = { kind: 'socket'; path: string } | { kind: 'tcp'; host: string; port: number };

/** What the command line and the environment say, checked. Flags win over the environment. */
export interface Settings {
  listen: Listen;
  /** Begins and ends with "/": "/", "/user/alice%20b/trame-manager/". */
  basePath: string;
  /** Name or path of the site configuration. */
  configuration: string;
  stateDirectory: string;
  /** Searched before Jupyter's data paths. */
  appPaths: string[];
  /** The bearer token of TCP mode; null: one is generated. */
  token: string | null;
  logLevel: string;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Reads `serve`'s arguments and the environment.
 *
 * @throws UsageError for an unknown flag, a value out of bounds, or flags that contradict each other
 */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings {
  const flags = parseFlags(args);
  if (flags.socket !== undefined && (flags.port !== undefined || flags.host !== undefined)) {
    throw new UsageError('--socket and --host/--port exclude each other: choose one of them.');
  }
  const logLevel = env.TRAME_MANAGER_LOG_LEVEL || 'info';
  if (!logLevels.includes(logLevel)) {
    throw new UsageError(`TRAME_MANAGER_LOG_LEVEL is "${logLevel}"; it has to be one of ${logLevels.join(', ')}.`);
  }
  return {
    listen: flags.socket !== undefined ? readSocket(flags.socket) : readAddress(flags.host, flags.port),
    basePath: readBasePath(flags['base-url'] ?? '/'),
    configuration: readConfiguration(flags.configuration, env),
    stateDirectory: readStateDirectory(flags['state-dir'], env),
    appPaths: (flags['app-path'] ?? []).map((path) => resolve(path)),
    token: env.TRAME_MANAGER_TOKEN || null,
    logLevel,
  };
}

/** The settings that `doctor` and `apps` share with `serve`; they listen nowhere. */
export function readSharedSettings(args: string[], env: NodeJS.ProcessEnv): Omit<Settings, 'listen' | 'basePath'> {
  const { listen: _listen, basePath: _basePath, ...shared } = readSettings(args, env);
  return shared;
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        socket: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        'base-url': { type: 'string' },
        configuration: { type: 'string' },
        'state-dir': { type: 'string' },
        'app-path': { type: 'string', multiple: true },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. To specify')[0] ?? cause.message) : String(cause);
    throw new UsageError(`${message.replace(/\.$/, '')}. See "trame-manager --help".`, { cause });
  }
}

function readSocket(path: string): Listen {
  if (path === '') throw new UsageError('--socket needs a path.');
  return { kind: 'socket', path: resolve(path) };
}

function readAddress(host = '127.0.0.1', port = '0'): Listen {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN;
  if (!(number <= 65_535)) throw new UsageError(`--port is "${port}"; it has to be a number from 0 to 65535.`);
  if (host === '') throw new UsageError('--host needs a host name or an address.');
  return { kind: 'tcp', host, port: number };
}

// "/user/alice%20b/x" -> "/user/alice%20b/x/", "" -> "/"
function readBasePath(text: string): string {
  if (/[\s?#"<>\\^`{|}]/.test(text) || /^[a-z]+:/i.test(text)) {
    throw new UsageError(
      `--base-url is "${text}"; it has to be the path of a URL, percent-encoded where needed, such as "/user/alice%20b/trame-manager/".`,
    );
  }
  const path = text.replace(/^\/+|(?<!\/)\/+$/g, '');
  return path === '' ? '/' : `/${path}/`;
}

function readConfiguration(flag: string | undefined, env: NodeJS.ProcessEnv): string {
  const configuration = flag ?? (env.TRAME_MANAGER_CONFIGURATION || 'desktop');
  if (configuration === '') throw new UsageError('--configuration needs a name or a file.');
  return configuration;
}

function readStateDirectory(flag: string | undefined, env: NodeJS.ProcessEnv): string {
  const given = flag ?? env.TRAME_MANAGER_STATE_DIR;
  if (given) return resolve(given);
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'trame-manager');
}
