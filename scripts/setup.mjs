import { fileURLToPath } from 'node:url';
import { createAnnouncer } from './announce.mjs';
import { ensurePythonEnvironment, pythonEnvironmentSteps } from './python-environment.mjs';
import { runScript } from './setup-command.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { ensureNodePackages } from './setup-node-packages.mjs';

/** How many steps `setUp` announces. */
export const setupSteps = 1 + pythonEnvironmentSteps;

/**
 * Everything that a checkout needs to run: npm packages, Python environment, wheel, sample app.
 *
 * @param {{ root: string, announce?: import('./announce.mjs').Announce }} options
 * @returns {Promise<{ python: string, bin: string }>} of the Python environment, absolute paths
 * @throws {import('./setup-command.mjs').SetupError}
 */
export function setUp({ root, announce = createAnnouncer({ total: setupSteps }) }) {
  return withSetupLock(root, async () => {
    await ensureNodePackages({ root, announce });
    return ensurePythonEnvironment({ root, announce });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    await setUp({ root: fileURLToPath(new URL('..', import.meta.url)) });
  });
}
