import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import type { PortBook } from '../domain/instance-host.ts';
import { codeOf } from './error-code.ts';
import { listeningSockets } from './listening-sockets.ts';
import { identify, isAlive } from './process-table.ts';
import { notWritable } from './write-failure.ts';

/** The port book whose reservations are files in `<runtimeDirectory>/ports/`. Removes those of daemons that are gone. */
export function createPortBook(runtimeDirectory: string): PortBook {
  const directory = join(runtimeDirectory, 'ports');
  const file = (port: number) => join(directory, String(port));
  void removeVoid(directory);

  const take = async (port: number): Promise<boolean> => {
    if (port === 0) return false;
    if (!(await reserveFile(file(port)))) return false;
    if (await isFree(port)) return true;
    await rm(file(port), { force: true });
    return false;
  };

  return {
    async reserve(preferred, avoided) {
      await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
        throw notWritable(directory, error);
      });
      const taken = new Set([...avoided, ...((await listeningSockets()) ?? []).map((socket) => socket.port)]);
      for (const port of preferred) {
        if (!taken.has(port) && (await take(port))) return port;
      }
      const range = await quietRange();
      for (let attempt = 0; attempt < 500; attempt += 1) {
        const port = range ? randomBetween(range) : await kernelsChoice();
        if (!taken.has(port) && (await take(port))) return port;
      }
      throw new Error('no free TCP port was found in 500 attempts');
    },
    release: (port) => rm(file(port), { force: true }),
  };
}

/** A reservation older than this whose daemon is gone, or that was never filled in, is void. */
const unfilledAgeMs = 10_000;

/** Made only if it is not there: two daemons cannot both succeed. It names the daemon, so that others see it is void. */
async function reserveFile(path: string): Promise<boolean> {
  const owner = JSON.stringify({ pid: process.pid, startTicks: identify(process.pid)?.startTicks ?? 0 });
  for (const lastTry of [false, true]) {
    try {
      await writeFile(path, owner, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        // On a full disk the file is there, but empty.
        await rm(path, { force: true }).catch(() => undefined);
        throw notWritable(path, error);
      }
      if (lastTry || !(await isVoid(path))) return false;
      await rm(path, { force: true });
    }
  }
  return false;
}

async function removeVoid(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    if (await isVoid(path)) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function isVoid(path: string): Promise<boolean> {
  try {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('startTicks' in owner)) return true;
    return !isAlive({ pid: Number(owner.pid), startTicks: Number(owner.startTicks) });
  } catch (error) {
    // One that cannot be read now (descriptors used up) is somebody's.
    if (!(error instanceof SyntaxError)) return codeOf(error) === 'ENOENT';
    const found = await stat(path).catch(() => null);
    // One from the future is old, too: the clock was set back.
    return found === null || Math.abs(Date.now() - found.mtimeMs) > unfilledAgeMs;
  }
}

/**
 * Ports that the kernel does not hand out to outgoing connections by itself, so that none of those takes a port between
 * our test and the app's start; null where that leaves too few.
 */
async function quietRange(): Promise<{ first: number; last: number } | null> {
  const text = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '32768 60999');
  const low = Number.parseInt(text, 10);
  return low - firstPort > 1000 ? { first: firstPort, last: low - 1 } : null;
}
const firstPort = 20_000;

function randomBetween({ first, last }: { first: number; last: number }): number {
  return first + Math.floor(Math.random() * (last - first + 1));
}

async function isFree(port: number): Promise<boolean> {
  return (await canBind(port, '127.0.0.1')) && (await canBind(port, '0.0.0.0'));
}

async function canBind(port: number, host: string): Promise<boolean> {
  return (await bind(port, host)) !== null;
}

async function kernelsChoice(): Promise<number> {
  return (await bind(0, '127.0.0.1')) ?? 0;
}

function notOpened(cause: Error): ManagerError {
  const reason = 'too many files are open here; close tabs that are not needed, or raise "ulimit -n"';
  return new ManagerError('launch_failed', `No port can be looked for: ${reason}.`, { cause });
}

/** Listens for a moment; the port, or null where that is not possible. */
function bind(port: number, host: string): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    // Without descriptors no port looks free.
    if (error.code === 'EMFILE' || error.code === 'ENFILE') reject(notOpened(error));
    else resolve(null);
  });
  server.listen({ port, host, exclusive: true }, () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
  });
  return promise;
}
