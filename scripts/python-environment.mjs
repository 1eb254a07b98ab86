import { spawnSync } from 'node:child_process';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './setup-command.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { findPython } from './setup-python.mjs';
import { hashFiles, readStamp, writeStamp } from './setup-stamp.mjs';
import { ensureWheel } from './wheel.mjs';

/** How many steps `ensurePythonEnvironment` announces. */
export const pythonEnvironmentSteps = 4;

/**
 * Makes the Python environment of a checkout, `.venv`: JupyterLab, what the sample app needs, the wheel of this checkout and
 * the sample app. Does only what is missing or has changed; what an interrupted set-up left is done again.
 *
 * @param {{ root: string, announce: import('./announce.mjs').Announce }} options
 * @returns {Promise<{ python: string, bin: string }>} absolute paths
 * @throws {import('./setup-command.mjs').SetupError}
 */
export function ensurePythonEnvironment({ root, announce }) {
  return withSetupLock(root, async () => {
    const directory = join(root, '.venv');
    const bin = join(directory, 'bin');
    const environment = {
      root,
      directory,
      python: join(bin, 'python'),
      stamp: join(directory, 'trame-manager-setup.json'),
    };
    await announce('Python environment', (report) => ensureEnvironment(environment, report));
    await announce('Python packages', (report) => ensurePackages(environment, report));
    let wheel = '';
    await announce('Wheel of this checkout', async (report) => {
      const built = await ensureWheel({ root, python: environment.python, report });
      wheel = built.wheel;
      return built.upToDate ? 'up to date' : undefined;
    });
    await announce('Wheel and sample app in the environment', (report) => ensureInstalled(environment, wheel, report));
    return { python: environment.python, bin };
  });
}

async function ensureEnvironment({ root, directory, python, stamp }, report) {
  const made = { made_for: realpathSync(root) }; // scripts in an environment hold its absolute path
  const found = readStamp(stamp);
  // What a broken-off installation left may have packages with half of their files.
  if (found.made_for === made.made_for && !found.installing && spawnSync(python, ['-c', '']).status === 0)
    return 'up to date';
  await runCommand(findPython(), ['-m', 'venv', '--clear', directory], {
    cwd: root,
    report,
    what: 'The Python environment could not be made',
  });
  // JupyterLab brings programs for Node, which would take the package.json of this checkout, with its ES modules, for theirs.
  writeFileSync(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  writeStamp(stamp, made);
}

async function ensurePackages({ root, python, stamp }, report) {
  const packages = hashFiles(root, requirementFiles);
  if (readStamp(stamp).packages === packages) return 'up to date';
  const requirements = requirementFiles.flatMap((file) => ['-r', file]);
  writeStamp(stamp, { ...readStamp(stamp), installing: true });
  await runCommand(python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...requirements], {
    cwd: root,
    report,
    what: 'The Python packages could not be installed',
  });
  writeStamp(stamp, { ...readStamp(stamp), installing: false, packages });
}

async function ensureInstalled({ root, directory, python, stamp }, wheel, report) {
  const installed = hashFiles(root, [wheel]);
  if (readStamp(stamp).wheel === installed) return 'up to date';
  const what = 'The wheel could not be installed';
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check'];
  // The same version with other contents: pip would keep the old one without --force-reinstall.
  await runCommand(python, [...pip, '--force-reinstall', '--no-deps', wheel], { cwd: root, report, what });
  const apps = join(directory, 'share', 'jupyter', 'trame');
  await runCommand(python, ['-m', 'trame_manager.install_sample_app', '--replace', '--directory', apps], {
    cwd: root,
    report,
    what: 'The sample app could not be installed',
  });
  writeStamp(stamp, { ...readStamp(stamp), wheel: installed });
}

const requirementFiles = ['build', 'jupyter', 'sample-app'].map((name) => `launcher-entries/requirements-${name}.txt`);
