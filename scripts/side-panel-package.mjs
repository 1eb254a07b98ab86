import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './setup-command.mjs';
import { hashFiles, readStamp, writeStamp } from './setup-stamp.mjs';

/**
 * Installs jupyterlab-trame-manager as it is, in a directory of its own: no JupyterLab finds it there unless a test says so.
 *
 * @param {string} root
 * @param {string} python one that has pip
 * @param {(line: string) => void} report
 * @returns {Promise<boolean>} true where nothing was to do
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureSidePanel(root, python, report) {
  const directory = join(root, sidePanelDirectory);
  const stamp = join(directory, 'trame-manager-setup.json');
  const packages = hashFiles(root, [requirements]);
  if (existsSync(directory) && readStamp(stamp).packages === packages) return true;
  rmSync(directory, { recursive: true, force: true });
  // What it needs, JupyterLab has.
  const flags = ['--disable-pip-version-check', '--no-deps', '--ignore-installed', '--prefix', directory];
  await runCommand(python, ['-m', 'pip', 'install', ...flags, '-r', requirements], {
    cwd: root,
    report,
    what: 'The side panel for the tests could not be installed',
  });
  writeStamp(stamp, { packages });
  return false;
}

/** Below the checkout. */
export const sidePanelDirectory = '.cache/side-panel';
const requirements = 'launcher-entries/requirements-side-panel.txt';
