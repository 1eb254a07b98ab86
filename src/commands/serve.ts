import { randomBytes } from 'node:crypto';
import type { Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { leaveMemoryOutOfCoreDumps } from '../adapters/core-dumps.ts';
import { listenOnPort, listenOnSocket } from '../adapters/listening.ts';
import { createLogOutput } from '../adapters/log-output.ts';
import { declaredParent, watchParent } from '../adapters/parent-watch.ts';
import { resolveSite } from '../adapters/site-file.ts';
import { checkStateDirectory } from '../adapters/state-directory.ts';
import { createTokenDoor, openDoor } from '../services/door.ts';
import { readSettings, type Settings } from '../settings.ts';
import { buildDaemon } from './daemon.ts';
import { announceDaemon } from './daemon-announcement.ts';
import type { Installation } from './installation.ts';

/** Whoever clicked the tile asks for the page at once, and is not to wait for hundreds of records. */
const pageFirstMs = 50;
/** What is still open after this long is cut off, so that the daemon ends within two seconds of being asked. */
const closingTimeMs = 1_500;

/**
 * Runs the daemon until a signal asks it to end or the Jupyter that started it is gone; instances go on without it.
 *
 * @returns 0 then
 * @throws UsageError for wrong settings, a wrong site configuration or a state directory that others can write, Error when it cannot listen
 */
export async function runServe(args: string[], installation: Installation): Promise<number> {
  leaveMemoryOutOfCoreDumps();
  const settings = readSettings(args, process.env);
  const checking = checkStateDirectory(settings.stateDirectory);
  // Told further below, after what may be wrong with the configuration.
  checking.catch(() => undefined);
  const site = await resolveSite(settings.configuration, installation.configurationsDirectory);
  const log = createLog(settings.logLevel);
  endOnTheUnexpected(log);
  const ending = watchForTheEnd(settings, log);
  const token = settings.token ?? randomBytes(24).toString('base64url');
  const door = settings.listen.kind === 'socket' ? openDoor : createTokenDoor(token);
  for (const doubt of await checking) log.warn(doubt);
  const building = buildDaemon({
    settings,
    site,
    installation,
    door,
    token,
    log,
    env: process.env,
    workingDirectory: process.cwd(),
  });
  // Nobody waits for a state directory that takes its time.
  const daemon = await Promise.race([building, ending.then(() => null)]);
  if (daemon === null) process.exit(0);
  let announcement: ReturnType<typeof announceDaemon> | null = null;
  try {
    const origin = await listen(daemon.server, settings, token, log);
    await Promise.race([daemon.pageAnswered, ending, delay(pageFirstMs)]);
    const { version } = installation;
    announcement = announceDaemon({ settings, origin, token, version, env: process.env, log });
    await Promise.race([daemon.takeOver(), ending]);
    // Not before: who clicked the tile has the page by now, and asks for the rest next.
    void daemon.routes();
    log.info({ reason: await ending }, 'ending; instances go on');
  } finally {
    const closed = Promise.all([daemon.close(), announcement?.withdraw()]);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, closingTimeMs))]);
  }
  process.exit(0);
}

function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      // The path alone: queries hold tokens.
      serializers: {
        req: (request) => ({ method: request.method, path: String(request.url).split('?')[0] }),
        err: pino.stdSerializers.errWithCause,
      },
    },
    createLogOutput(2),
  );
}

/** Jupyter starts the daemon anew after an exit code other than 0. Nobody but the log is told more. */
function endOnTheUnexpected(log: Logger): void {
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'an error that nobody expected ends the daemon; instances go on');
    process.exit(1);
  });
}

function watchForTheEnd(settings: Settings, log: Logger): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const [abrupt = () => undefined] = process.listeners('SIGTERM');
  process.once('SIGTERM', () => resolve('SIGTERM'));
  // From here on it ends in good order.
  process.removeListener('SIGTERM', abrupt);
  process.once('SIGINT', () => resolve('SIGINT'));
  process.on('SIGHUP', () => log.debug('the terminal is gone'));
  // Only Jupyter uses a socket: whoever starts the daemon on a port may leave it alone.
  if (settings.listen.kind === 'socket') {
    const onGone = () => resolve('the Jupyter that started this daemon is gone');
    watchParent(onGone, { declared: declaredParent(process.env) });
  }
  return promise;
}

/** Gives the origin on TCP, null on a socket. */
async function listen(server: Server, settings: Settings, token: string, log: Logger): Promise<string | null> {
  if (settings.listen.kind === 'socket') {
    await listenOnSocket(server, settings.listen.path);
    log.info({ socket: settings.listen.path, base_path: settings.basePath }, 'listening');
    return null;
  }
  const origin = await listenOnPort(server, settings.listen.host, settings.listen.port);
  log.info({ origin, base_path: settings.basePath }, 'listening');
  // On stdout, as a log must not hold the token. A token that the user chose is not repeated.
  const query = settings.token === null ? `?token=${token}` : '';
  process.stdout.write(`Trame Manager is ready at ${origin}${settings.basePath}${query}\n`);
  return origin;
}
