import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Runs `work` while Debian's packages start no services: a Slurm or a database that comes with the tests' packages is not to
 * run on its own, and must not meet one that is there already. A policy that the machine has itself stays as it is.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 * @param {string} [file] where Debian's packages look for the policy (invoke-rc.d(8))
 * @returns {Promise<Result>}
 */
export async function withoutServices(work, file = '/usr/sbin/policy-rc.d') {
  if (!writePolicy(file)) return work();
  const remove = () => rmSync(file, { force: true });
  // Also where this program is ended meanwhile.
  process.once('exit', remove);
  try {
    return await work();
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** 101 forbids the action. The words tell a later run that it may remove what this one had to leave behind. */
const policy =
  '#!/bin/sh\n# Written while the packages for the tests are installed; to be removed afterwards.\nexit 101\n';

/** Returns whether the policy is ours, and to be removed. */
function writePolicy(file) {
  try {
    writeFileSync(file, policy, { mode: 0o755, flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return readFileSync(file, 'utf8') === policy;
  }
}
