import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './setup-command.mjs';
import { hashFiles, readStamp, writeStamp } from './setup-stamp.mjs';

/**
 * Installs what the example notebooks and the dashboard need in a directory of its own, on top of the Python environment of the
 * checkout: in that one their extensions would be in every test's JupyterLab.
 *
 * @param {string} root
 * @param {string} python that of the environment
 * @param {(line: string) => void} report
 * @returns {Promise<boolean>} true where nothing was to do
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureNotebookPackages(root, python, report) {
  const directory = join(root, notebookPackages);
  const stamp = join(directory, 'trame-manager-setup.json');
  // What the environment has already is left out here, so that both belong together.
  const packages = hashFiles(root, [requirements, ...requirementsBelow]);
  if (existsSync(directory) && readStamp(stamp).packages === packages) return true;
  rmSync(directory, { recursive: true, force: true });
  await runCommand(
    python,
    ['-m', 'pip', 'install', '--disable-pip-version-check', '--prefix', directory, '-r', requirements],
    { cwd: root, report, what: 'The Python packages for notebooks could not be installed' },
  );
  writeStamp(stamp, { packages });
  return false;
}

/** Below the checkout. */
export const notebookPackages = '.cache/notebook-packages';
const requirements = 'launcher-entries/requirements-notebooks.txt';
const requirementsBelow = ['jupyter', 'sample-app', 'test'].map((name) => `launcher-entries/requirements-${name}.txt`);
