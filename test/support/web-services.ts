import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createAnnouncer } from '../../scripts/announce.mjs';
import { ensureWebServicesBin } from '../../scripts/test-python-packages.mjs';
import { jupyterEnvironment } from './jupyter-lab.ts';
import { pythonEnvironment, root } from './python-environment.ts';

/** The directory of `python` and of the programs that the examples of web services start; goes before all others on the PATH. */
export async function webServicesBin(): Promise<string> {
  const { python } = await pythonEnvironment();
  // Standard output is the test's own protocol.
  return ensureWebServicesBin({ root, python, announce: createAnnouncer({ total: 1, write: () => {} }) });
}

/** Copies examples to where a JupyterLab with this home directory finds them, as users do. */
export async function installExamples(home: string, names: readonly string[]): Promise<void> {
  const { python } = await pythonEnvironment();
  const env = jupyterEnvironment(home, python);
  for (const name of names) execFileSync(python, ['-m', 'trame_manager.install_sample_app', name, '--user'], { env });
}

/** Of an example that was installed. */
export function exampleFile(home: string, name: string, file: string): string {
  return join(home, 'data', 'trame', name, file);
}
