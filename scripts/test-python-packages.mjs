import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureNotebookPackages, notebookPackages } from './notebook-packages.mjs';
import { runCommand } from './setup-command.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { hashFiles, readStamp, writeStamp } from './setup-stamp.mjs';
import { ensureSidePanel, sidePanelDirectory } from './side-panel-package.mjs';
import { ensureWebServices, webServicesEnvironment } from './web-services-packages.mjs';

/**
 * Adds what only the tests need, JupyterHub, environments for ParaView apps and web services, the side panel of
 * jupyterlab-trame-manager and what the example notebooks use, to the Python environment of a checkout; `npm start` does without it.
 *
 * @param {{ root: string, python: string, announce: import('./announce.mjs').Announce }} options
 * @throws {import('./setup-command.mjs').SetupError}
 */
export function ensureTestPythonPackages({ root, python, announce }) {
  return withSetupLock(root, () =>
    announce('Python packages for the tests', async (report) => {
      const hub = await ensureJupyterHub(root, python, report);
      const paraview = await ensureParaViewEnvironment(root, python, report);
      const panel = await ensureSidePanel(root, python, report);
      const services = await ensureWebServices(root, python, report);
      const notebooks = await ensureNotebookPackages(root, python, report);
      return hub && paraview && panel && services && notebooks ? 'up to date' : undefined;
    }),
  );
}

/**
 * Makes the Python environment that ParaView apps run in: that of the system's own Python, which alone finds the ParaView of
 * Debian's packages, with trame beside it.
 *
 * @param {{ root: string, python: string, announce: import('./announce.mjs').Announce }} options python: one that has pip
 * @returns {Promise<string>} absolute path of its Python
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureParaViewPython({ root, python, announce }) {
  await withSetupLock(root, () =>
    announce('Python packages for ParaView apps', async (report) =>
      (await ensureParaViewEnvironment(root, python, report)) ? 'up to date' : undefined,
    ),
  );
  return join(root, paraviewEnvironment, 'bin', 'python');
}

/**
 * Installs jupyterlab-trame-manager, whose side panel the daemon answers.
 *
 * @param {{ root: string, python: string, announce: import('./announce.mjs').Announce }} options python: one that has pip
 * @returns {Promise<string>} absolute path of its directory, which has etc, lib and share in it
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureSidePanelDirectory({ root, python, announce }) {
  await withSetupLock(root, () =>
    announce('The side panel for the tests', async (report) =>
      (await ensureSidePanel(root, python, report)) ? 'up to date' : undefined,
    ),
  );
  return join(root, sidePanelDirectory);
}

/**
 * Makes the Python environment that the examples of web services run in.
 *
 * @param {{ root: string, python: string, announce: import('./announce.mjs').Announce }} options python: one that has pip
 * @returns {Promise<string>} absolute path of the directory of its programs
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureWebServicesBin({ root, python, announce }) {
  await withSetupLock(root, () =>
    announce('Python packages for web services', async (report) =>
      (await ensureWebServices(root, python, report)) ? 'up to date' : undefined,
    ),
  );
  return join(root, webServicesEnvironment, 'bin');
}

/**
 * Installs what the example notebooks and the dashboard need.
 *
 * @param {{ root: string, python: string, announce: import('./announce.mjs').Announce }} options python: that of the environment
 * @returns {Promise<string>} absolute path of their directory, which has bin, etc, lib and share in it
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureNotebookDirectory({ root, python, announce }) {
  await withSetupLock(root, () =>
    announce('Python packages for notebooks', async (report) =>
      (await ensureNotebookPackages(root, python, report)) ? 'up to date' : undefined,
    ),
  );
  return join(root, notebookPackages);
}

/** @returns {Promise<boolean>} true where nothing was to do */
async function ensureJupyterHub(root, python, report) {
  // In the environment, so that it goes when the environment is made anew.
  const stamp = join(root, '.venv', 'trame-manager-test-packages.json');
  const packages = hashFiles(root, [requirements]);
  if (existsSync(join(root, '.venv', 'bin', 'jupyterhub')) && readStamp(stamp).packages === packages) return true;
  await runCommand(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements], {
    cwd: root,
    report,
    what: 'The Python packages for the tests could not be installed',
  });
  writeStamp(stamp, { packages });
  return false;
}

/** @returns {Promise<boolean>} true where nothing was to do */
async function ensureParaViewEnvironment(root, python, report) {
  const directory = join(root, paraviewEnvironment);
  const own = join(directory, 'bin', 'python');
  const stamp = join(directory, 'trame-manager-setup.json');
  const wanted = { made_for: root, packages: hashFiles(root, [paraviewRequirements]) };
  const found = readStamp(stamp);
  const isWhole = found.made_for === wanted.made_for && found.packages === wanted.packages;
  if (isWhole && spawnSync(own, ['-c', 'import trame']).status === 0) return true;
  const options = { cwd: root, report, what: 'The Python environment for ParaView apps could not be made' };
  // Without pip of its own: that would need another Debian package.
  const flags = ['--clear', '--without-pip', '--system-site-packages'];
  await runCommand(systemPython, ['-m', 'venv', ...flags, directory], options);
  const pip = ['-m', 'pip', '--python', own, 'install', '--disable-pip-version-check'];
  await runCommand(python, [...pip, '-r', paraviewRequirements], options);
  writeStamp(stamp, wanted);
  return false;
}

const requirements = 'launcher-entries/requirements-test.txt';
const paraviewRequirements = 'launcher-entries/requirements-paraview-app.txt';
const paraviewEnvironment = '.cache/paraview-python';
const systemPython = '/usr/bin/python3';
