import { spawnSync } from 'node:child_process';
import { runCommand, SetupError } from './setup-command.mjs';
import { withoutServices } from './without-services.mjs';

/**
 * Installs those of the Debian packages that are missing, when run as root on Debian. Starts none of their services.
 *
 * @param {import('./announce.mjs').Announce} announce
 * @param {string} purpose who needs them: "the tests"
 * @param {{ name: string, isThere: () => boolean }[]} packages
 * @throws {SetupError} that names the command to run, where they cannot be installed
 */
export function ensureDebianPackages(announce, purpose, packages) {
  return announce(`Debian packages for ${purpose}`, async (report) => {
    const missing = packages.filter(({ isThere }) => !isThere()).map(({ name }) => name);
    if (missing.length === 0) return 'up to date';
    const install = ['install', '--yes', '--no-install-recommends', ...missing];
    if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
      const needed = `${purpose[0].toUpperCase()}${purpose.slice(1)} need ${missing.join(', ')}.`;
      throw new SetupError(`${needed} Run as root: apt-get ${install.join(' ')}`);
    }
    const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, report };
    await runCommand('apt-get', ['update', '-q'], { ...options, what: 'The package lists could not be read' });
    const what = 'The Debian packages could not be installed';
    await withoutServices(() => runCommand('apt-get', install, { ...options, what }));
  });
}
