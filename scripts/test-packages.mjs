import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { ensureDebianPackages } from './debian-packages.mjs';

/** What the tests need of Debian, and how to see whether it is there. */
const packages = [
  { name: 'chromium', isThere: () => existsSync(process.env.TRAME_MANAGER_CHROMIUM || '/usr/bin/chromium') },
  { name: 'environment-modules', isThere: () => existsSync('/usr/share/modules/init/bash') },
  { name: 'faketime', isThere: () => existsSync('/usr/bin/faketime') },
  { name: 'libegl1', isThere: () => /libEGL\.so\.1/.test(output('/sbin/ldconfig', ['-p'])) },
  { name: 'libjs-jquery', isThere: () => existsSync('/usr/share/javascript/jquery/jquery.js') },
  { name: 'mariadb-server', isThere: () => existsSync('/usr/sbin/mariadbd') },
  { name: 'munge', isThere: () => existsSync('/usr/sbin/munged') },
  { name: 'openmpi-bin', isThere: () => existsSync('/usr/bin/mpiexec') },
  { name: 'paraview', isThere: () => existsSync('/usr/bin/pvserver') },
  { name: 'python3-paraview', isThere: () => existsSync('/usr/lib/python3/dist-packages/paraview') },
  { name: 'python3-venv', isThere: () => output('python3', ['-c', 'import ensurepip; print(1)']).startsWith('1') },
  { name: 'slurm-wlm', isThere: () => existsSync('/usr/sbin/slurmctld') && existsSync('/usr/sbin/slurmd') },
  { name: 'slurm-wlm-basic-plugins', isThere: () => hasSlurmPlugins() },
  { name: 'slurmdbd', isThere: () => existsSync('/usr/sbin/slurmdbd') },
  { name: 'xauth', isThere: () => existsSync('/usr/bin/xauth') },
  { name: 'xpra', isThere: () => existsSync('/usr/share/xpra/www/index.html') },
  { name: 'xterm', isThere: () => existsSync('/usr/bin/xterm') },
  { name: 'xvfb', isThere: () => existsSync('/usr/bin/Xvfb') },
];

/**
 * Installs the Debian packages that the tests need and that are missing, when run as root on Debian.
 *
 * @throws SetupError that names the command to run, where they cannot be installed
 */
export function ensureTestPackages(announce) {
  return ensureDebianPackages(announce, 'the tests', packages);
}

/** In a directory that is named after the kind of machine. */
function hasSlurmPlugins() {
  return readdirSync('/usr/lib').some((name) =>
    existsSync(`/usr/lib/${name}/slurm-wlm/accounting_storage_slurmdbd.so`),
  );
}

function output(command, args) {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';
}
