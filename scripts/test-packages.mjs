import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureDebianPackages } from './debian-packages.mjs';

/** What the tests need of Debian, and how to see whether it is there. */
const packages = [
  { name: 'chromium', isThere: () => existsSync(process.env.TRAME_MANAGER_CHROMIUM || '/usr/bin/chromium') },
  { name: 'environment-modules', isThere: () => existsSync('/usr/share/modules/init/bash') },
  { name: 'libegl1', isThere: () => /libEGL\.so\.1/.test(output('/sbin/ldconfig', ['-p'])) },
  { name: 'python3-venv', isThere: () => output('python3', ['-c', 'import ensurepip; print(1)']).startsWith('1') },
];

/**
 * Installs the Debian packages that the tests need and that are missing, when run as root on Debian.
 *
 * @throws SetupError that names the command to run, where they cannot be installed
 */
export function ensureTestPackages(announce) {
  return ensureDebianPackages(announce, 'the tests', packages);
}

function output(command, args) {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';
}
