import { fileURLToPath } from 'node:url';
import { createAnnouncer } from '../../scripts/announce.mjs';
import { ensurePythonEnvironment, pythonEnvironmentSteps } from '../../scripts/python-environment.mjs';

/** The checkout's directory, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The checkout's Python environment with JupyterLab, the sample app and the wheel of the sources as they are now. Quick where
 * `npm test` has set it up; after a change of the sources it builds and installs the wheel again.
 */
export function pythonEnvironment(): Promise<{ python: string; bin: string }> {
  // Standard output is the test's own protocol, and `npm test` has announced these steps.
  const announce = createAnnouncer({ total: pythonEnvironmentSteps, write: () => {} });
  return ensurePythonEnvironment({ root, announce });
}
