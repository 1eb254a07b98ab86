import { readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createAnnouncer } from '../../scripts/announce.mjs';
import { ensureNotebookDirectory } from '../../scripts/test-python-packages.mjs';
import { pythonEnvironment, root } from './python-environment.ts';

/**
 * The variables by which the Python of the tests' environment, and a JupyterLab of it, have Notebook 7, Voila, ipywidgets, papermill
 * and dask as well. `PATH` begins with their programs.
 */
export async function notebookEnvironment(): Promise<Record<string, string>> {
  const { python, bin } = await pythonEnvironment();
  // Standard output is the test's own protocol.
  const announce = createAnnouncer({ total: 1, write: () => {} });
  const directory = await ensureNotebookDirectory({ root, python, announce });
  const [version = ''] = readdirSync(join(directory, 'lib'));
  return {
    JUPYTER_PATH: join(directory, 'share/jupyter'),
    JUPYTER_CONFIG_PATH: join(directory, 'etc/jupyter'),
    PYTHONPATH: join(directory, 'lib', version, 'site-packages'),
    PATH: [join(directory, 'bin'), bin, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
  };
}

/** Writes a notebook of Python cells that were not run. */
export function writeNotebook(file: string, cells: string[]): void {
  const notebook = {
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
    metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(file, JSON.stringify(notebook));
}
