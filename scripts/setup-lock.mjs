import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` while no other set-up of this checkout runs; waits for one that does. The lock of a process that is gone
 * counts for nothing.
 *
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, work) {
  if (heldHere) return work();
  const file = join(root, '.cache', 'setup.lock');
  mkdirSync(join(root, '.cache'), { recursive: true });
  let told = false;
  while (!tryLock(file)) {
    if (!told) console.log('Another set-up of this checkout is running: waiting for its end.');
    told = true;
    await delay(500);
  }
  heldHere = true;
  const unlock = () => rmSync(file, { force: true });
  process.once('exit', unlock);
  try {
    return await work();
  } finally {
    process.off('exit', unlock);
    heldHere = false;
    unlock();
  }
}

let heldHere = false;

function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!holderIsGone(file)) return false;
    rmSync(file, { force: true });
    return tryLock(file);
  }
}

function holderIsGone(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid === 0) return false; // created a moment ago, not written yet
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH' || error.code === 'ENOENT';
  }
}
