import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runCommand } from './setup-command.mjs';
import { hashFiles, readStamp, writeStamp } from './setup-stamp.mjs';

/**
 * Makes the Python environment that the examples of web services run in: beside JupyterLab's own they would put tiles, kernels and
 * extensions into every test's JupyterLab.
 *
 * @param {string} root
 * @param {string} python one that has pip
 * @param {(line: string) => void} report
 * @returns {Promise<boolean>} true where nothing was to do
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureWebServices(root, python, report) {
  const directory = join(root, webServicesEnvironment);
  const own = join(directory, 'bin', 'python');
  const stamp = join(directory, 'trame-manager-setup.json');
  const wanted = { made_for: root, packages: hashFiles(root, [requirements]) };
  const found = readStamp(stamp);
  const isWhole = found.made_for === wanted.made_for && found.packages === wanted.packages;
  if (isWhole && spawnSync(own, ['-c', '']).status === 0) return true;
  const options = { cwd: root, report, what: 'The Python environment for web services could not be made' };
  await runCommand(python, ['-m', 'venv', '--clear', '--without-pip', directory], options);
  const pip = ['-m', 'pip', '--python', own, 'install', '--disable-pip-version-check'];
  await runCommand(python, [...pip, '-r', requirements], options);
  writeStamp(stamp, wanted);
  return false;
}

/** Below the checkout. */
export const webServicesEnvironment = '.cache/web-services-python';
const requirements = 'launcher-entries/requirements-web-services.txt';
