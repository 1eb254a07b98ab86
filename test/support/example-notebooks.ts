import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { notebookEnvironment } from './notebooks.ts';
import { pythonEnvironment, root } from './python-environment.ts';

/**
 * Runs a notebook of examples/notebooks by papermill, in a directory, and gives what its cells printed.
 *
 * @param values of its parameters, as YAML
 * @param env whose daemon it finds
 * @throws Error of execa, with the traceback, where a cell fails
 */
export async function runExampleNotebook(
  name: string,
  { directory, values, env }: { directory: string; values: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const { python } = await pythonEnvironment();
  const packages = await notebookEnvironment();
  const done = join(directory, `done-${name}`);
  const words = [join(root, 'examples/notebooks', name), done, '-y', values, '--cwd', directory];
  await execa(python, ['-m', 'papermill', '--no-progress-bar', ...words], {
    cwd: directory,
    env: { ...env, ...packages, PATH: `${packages.PATH}:${env.PATH}` },
    extendEnv: false,
    timeout: 300_000,
  });
  const { cells } = JSON.parse(readFileSync(done, 'utf8')) as { cells: { outputs?: Output[] }[] };
  return cells.flatMap(({ outputs = [] }) => outputs.map(({ text }) => [text ?? ''].flat().join(''))).join('');
}

interface Output {
  /** Of what was printed. */
  text?: string | string[];
}
