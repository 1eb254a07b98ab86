import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './setup-command.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { hashFiles, readStamp, writeStamp } from './setup-stamp.mjs';

/**
 * Adds what only the tests need, JupyterHub, to the Python environment of a checkout; `npm start` does without it.
 *
 * @param {{ root: string, python: string, announce: import('./announce.mjs').Announce }} options
 * @throws {import('./setup-command.mjs').SetupError}
 */
export function ensureTestPythonPackages({ root, python, announce }) {
  return withSetupLock(root, () =>
    announce('Python packages for the tests', async (report) => {
      // In the environment, so that it goes when the environment is made anew.
      const stamp = join(root, '.venv', 'trame-manager-test-packages.json');
      const packages = hashFiles(root, [requirements]);
      if (existsSync(join(root, '.venv', 'bin', 'jupyterhub')) && readStamp(stamp).packages === packages)
        return 'up to date';
      await runCommand(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements], {
        cwd: root,
        report,
        what: 'The Python packages for the tests could not be installed',
      });
      writeStamp(stamp, { packages });
      return undefined;
    }),
  );
}

const requirements = 'launcher-entries/requirements-test.txt';
