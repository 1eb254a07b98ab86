import { access, constants, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceHost } from '../domain/instance-host.ts';
import { createPortBook } from './free-port.ts';
import { readHostIdentity } from './host-identity.ts';
import { findHostLifetime } from './host-lifetime.ts';
import { probeHttp } from './http-probe.ts';
import { makeInstanceArguments, removeOuterLinks } from './instance-arguments.ts';
import { instanceJobScript } from './instance-job-script.ts';
import { parseAddress } from './job-command.ts';
import { instanceScript } from './keeper-script.ts';
import { whoListens } from './listening-sockets.ts';
import { startKeeper } from './local-process.ts';
import { shortenLog } from './log-file.ts';
import { readLogTail } from './log-tail.ts';
import { findProcesses } from './marked-processes.ts';
import { createPatience, NoAnswer } from './patience.ts';
import { patientStore, stateAnswerMs } from './patient-store.ts';
import { identify, isAlive, isSuspended, measureTree, runsForMs, signalProcess } from './process-table.ts';
import { makeRuntimeDirectory } from './runtime-directory.ts';
import { createSessionStore } from './session-store.ts';

/** This machine as a place for instances, with its state below `stateDirectory`. `env` is the daemon's environment. */
export async function createLocalHost(options: {
  stateDirectory: string;
  env: NodeJS.ProcessEnv;
}): Promise<InstanceHost> {
  const runtimeDirectory = await makeRuntimeDirectory(options.env);
  const patience = createPatience(stateAnswerMs);
  const { stateDirectory } = options;
  const sessions = patientStore(createSessionStore(stateDirectory), stateDirectory, patience);
  return {
    identity: readHostIdentity(),
    self: { pid: process.pid, startTicks: identify(process.pid)?.startTicks ?? 0 },
    lifetime: findHostLifetime(),
    sessions,
    ports: createPortBook(runtimeDirectory),
    isAlive,
    isSuspended,
    runsForMs,
    findProcesses,
    signalProcess,
    measureTree,
    startKeeper,
    probeHttp,
    whoListens: (port) => whoListens(port, process.getuid?.() ?? 0),
    makeArguments: (given) => makeInstanceArguments({ ...given, runtimeDirectory }),
    makeSocketPath: (id) => makeSocketPath(sessions.directory(id), runtimeDirectory, id),
    async removeOutside(id) {
      await removeOuterLinks(runtimeDirectory, id);
      await rm(outerSockets(runtimeDirectory, id), { recursive: true, force: true });
    },
    makeScript: instanceScript,
    makeJobScript: instanceJobScript,
    readAddress: async (id) => parseAddress(await sessions.readText(id, 'address')),
    directoryFault: (path) => patience.ask(path, () => directoryFault(path)).catch(silence),
    readLogTail,
    shortenLog,
  };
}

/** The kernel's limit for the path of a unix socket, in bytes. */
const longestSocketPath = 107;

/** In the session directory, which only the user can enter, or where that makes the path too long, in a short place. */
async function makeSocketPath(sessionDirectory: string, runtimeDirectory: string, id: string): Promise<string> {
  const inside = join(sessionDirectory, 'app.sock');
  if (Buffer.byteLength(inside) <= longestSocketPath) {
    await rm(inside, { force: true });
    return inside;
  }
  const directory = outerSockets(runtimeDirectory, id);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return join(directory, 'app.sock');
}

function outerSockets(runtimeDirectory: string, id: string): string {
  return join(runtimeDirectory, 'sockets', id);
}

function silence(error: unknown): string {
  if (error instanceof NoAnswer) return 'lies on a file system that does not answer';
  throw error;
}

async function directoryFault(path: string): Promise<string | null> {
  const found = await stat(path).catch((error: unknown) => error);
  if (found instanceof Error)
    return 'code' in found && found.code === 'EACCES' ? 'may not be reached' : 'does not exist';
  if (!(await stat(path)).isDirectory()) return 'is not a directory';
  return access(path, constants.R_OK | constants.X_OK).then(
    () => null,
    () => 'may not be read by you',
  );
}
