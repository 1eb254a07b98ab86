import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runCommand, SetupError } from './setup-command.mjs';

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
  return announce('Debian packages for the tests', async (report) => {
    const missing = packages.filter(({ isThere }) => !isThere()).map(({ name }) => name);
    if (missing.length === 0) return 'up to date';
    const install = ['install', '--yes', '--no-install-recommends', ...missing];
    if (process.getuid?.() !== 0 || output('apt-get', ['--version']) === '') {
      throw new SetupError(`The tests need ${missing.join(', ')}. Run as root: apt-get ${install.join(' ')}`);
    }
    const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, report };
    await runCommand('apt-get', ['update', '-q'], { ...options, what: 'The package lists could not be read' });
    await runCommand('apt-get', install, { ...options, what: 'The Debian packages could not be installed' });
  });
}

function output(command, args) {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';
}
