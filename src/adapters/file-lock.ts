import { createHash, randomUUID } from 'node:crypto';
import { readlink, symlink, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from './error-code.ts';
import { readHostIdentity } from './host-identity.ts';
import { identify, isAlive } from './process-table.ts';
import { readStateFile } from './state-file.ts';

export interface FileLockOptions {
  /** How long to wait for others, in ms. */
  waitMs?: number;
  /** How long a lock of another machine has to stay unchanged, as seen from here, before it counts as left behind, in ms. */
  foreignPatienceMs?: number;
}

const defaultWaitMs = 15_000;
const defaultForeignPatienceMs = 10_000;

/**
 * Does `work` while nobody else holds the lock at this path, in this process, another or on another machine that shares the
 * file system.
 *
 * The lock is a symbolic link that leads nowhere: it is made in one step that fails where it exists, on NFS too, and its text
 * names its owner from the first moment on. A lock whose owner is dead on this machine is taken away at once. Whether an
 * owner on another machine is dead cannot be seen: its lock is taken away when it did not change for a while, by our own
 * monotonic clock, since clocks of machines differ. Nobody holds a lock for so long but a machine that is gone.
 *
 * @throws Error where it is still held after `waitMs`, and the system's error where the lock cannot be made
 */
export function withFileLock<T>(path: string, work: () => Promise<T>, options: FileLockOptions = {}): Promise<T> {
  const result = (turns.get(path) ?? Promise.resolve()).then(() => hold(path, work, options));
  const settled = result.then(
    () => undefined,
    () => undefined,
  );
  turns.set(path, settled);
  void settled.then(() => turns.get(path) === settled && turns.delete(path));
  return result;
}

/** Those of this process wait in line, without asking the file system. */
const turns = new Map<string, Promise<void>>();

async function hold<T>(path: string, work: () => Promise<T>, options: FileLockOptions): Promise<T> {
  const text = await take(path, path, options);
  try {
    return await work();
  } finally {
    // Where it was taken away from us it is another's by now.
    if ((await readLock(path)) === text) await unlink(path).catch(() => undefined);
  }
}

/** `base` is the lock that all this is about. Gives the lock's text. */
async function take(path: string, base: string, options: FileLockOptions): Promise<string> {
  const { waitMs = defaultWaitMs, foreignPatienceMs = defaultForeignPatienceMs } = options;
  const mine = `${ownerText()} ${randomUUID()}`;
  const startedAt = performance.now();
  let seen = { text: '', since: startedAt };
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 32)) {
    if (await make(path, mine)) return mine;
    const found = await readLock(path);
    // NFS may answer that it exists to a request that was sent twice.
    if (found === mine) return mine;
    const now = performance.now();
    if (found !== null && found !== seen.text) seen = { text: found, since: now };
    if (found !== null && isLeft(found, now - seen.since, foreignPatienceMs))
      await takeAway(path, base, found, options);
    else if (now - startedAt > waitMs) throw new Error(`${base} is locked by ${describe(seen.text)}`);
    else await pause(pauseMs * (0.5 + Math.random()));
  }
}

/**
 * Removes a lock with this very text. A second lock, named after the text, keeps all others from doing the same: else one
 * that is slow could remove the lock that somebody took after it was removed.
 */
async function takeAway(path: string, base: string, text: string, options: FileLockOptions): Promise<void> {
  const claim = `${base}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  const claimText = await take(claim, base, options);
  if ((await readLock(path)) === text) await unlink(path).catch(() => undefined);
  if ((await readLock(claim)) === claimText) await unlink(claim).catch(() => undefined);
}

/** False: there is one already. */
async function make(path: string, text: string): Promise<boolean> {
  try {
    await symlink(text, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!withoutLinks.has(codeOf(error))) throw error;
  }
  // A file system without symbolic links: its text may be seen half written, which is then nobody's lock.
  return writeFile(path, text, { flag: 'wx', mode: 0o600 }).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    },
  );
}
const withoutLinks = new Set(['EPERM', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP', 'EINVAL']);

/** Null: there is none. */
async function readLock(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) !== 'EINVAL') throw error;
  }
  const file = await readStateFile(path, maximumLockBytes);
  return file.kind === 'text' ? file.text : file.kind === 'missing' ? null : 'unreadable';
}
const maximumLockBytes = 4096;

function isLeft(text: string, unchangedMs: number, foreignPatienceMs: number): boolean {
  const [host, boot, pid, startTicks] = text.split(' ');
  const here = self();
  if (host !== here.host || boot !== here.bootId) return unchangedMs > foreignPatienceMs;
  return !isAlive({ pid: Number(pid), startTicks: Number(startTicks) });
}

/** "n1 5a51…-…/pid:[4026531836] 812 52310" */
function ownerText(): string {
  const { host, bootId, pid, startTicks } = self();
  return `${host} ${bootId} ${pid} ${startTicks}`;
}

interface Owner {
  host: string;
  bootId: string;
  pid: number;
  startTicks: number;
}
let known: Owner | null = null;
function self(): Owner {
  if (known === null) {
    const { host, bootId } = readHostIdentity();
    known = { host, bootId: bootId || '-', pid: process.pid, startTicks: identify(process.pid)?.startTicks ?? 0 };
  }
  return known;
}

function describe(text: string): string {
  const [host = 'another program', , pid] = text.split(' ');
  return pid === undefined ? host : `process ${pid} on ${host}`;
}
