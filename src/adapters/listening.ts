import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, isIPv6, type Server } from 'node:net';
import { dirname } from 'node:path';
import { UsageError } from '../domain/errors.ts';

/** Connections that may wait to be accepted; a page opens many at once, and the system cuts this to its own limit. */
const backlog = 4096;

/**
 * Listens on a unix socket that only the user can open. A socket file that nobody answers on (its daemon was killed) is
 * replaced.
 *
 * @throws UsageError when the path is something else than a socket, or longer than the kernel allows
 * @throws Error when another daemon answers there
 */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  // sockaddr_un.sun_path holds 108 bytes with its final zero: unix(7).
  if (Buffer.byteLength(path) > 107) {
    throw new UsageError(
      `--socket is ${Buffer.byteLength(path)} bytes long; the system allows 107. Choose a shorter path.`,
    );
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await removeStaleSocket(path);
  // The mode has to be right from the first moment on, so it comes from the umask and not from a chmod afterwards.
  const umask = process.umask(0o177);
  try {
    await listen(server, { path });
  } finally {
    process.umask(umask);
  }
}

/**
 * Gives the origin that it listens on.
 *
 * @throws Error with the reason in words when the address cannot be had
 */
export async function listenOnPort(server: Server, host: string, port: number): Promise<string> {
  try {
    await listen(server, { host, port });
    const { address, port: chosen } = server.address() as AddressInfo;
    return `http://${isIPv6(address) ? `[${address}]` : address}:${chosen}`;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new Error(`Port ${port} on ${host} is in use. Choose another --port, or 0 for any free one.`, { cause });
    }
    if (code === 'EACCES') throw new Error(`Port ${port} needs more rights. Choose a --port above 1023.`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Error(`"${host}" is no address of this machine. Check --host.`, { cause });
    }
    throw cause;
  }
}

function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ backlog, ...where }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function removeStaleSocket(path: string): Promise<void> {
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file === undefined) return;
  if (!file.isSocket())
    throw new UsageError(`--socket is "${path}", which exists and is no socket. Choose another path.`);
  if (await answers(path)) throw new Error(`Another daemon listens on ${path}. Stop it, or choose another --socket.`);
  rmSync(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.once('connect', () => resolve(true));
  // ECONNREFUSED: a file without a listener. Anything else (EACCES, EAGAIN) may well be alive.
  socket.once('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
  );
  return promise.finally(() => socket.destroy());
}
