import { checkSiteFile } from '../adapters/site-file.ts';
import { problemLine } from '../adapters/yaml-document-problem.ts';
import { UsageError } from '../domain/errors.ts';

/**
 * `trame-manager configuration check FILE`: says what is wrong with a site configuration, line by line.
 *
 * @returns 0 when it is good, else 2
 */
export async function runConfigurationCheck(args: string[]): Promise<number> {
  const [file, ...surplus] = args;
  if (file === undefined || surplus.length > 0 || file.startsWith('-')) {
    throw new UsageError('Give one file: trame-manager configuration check FILE');
  }
  const problems = await checkSiteFile(file);
  for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`);
  if (problems.length === 0) process.stdout.write(`${file}: this configuration is good.\n`);
  return problems.length === 0 ? 0 : 2;
}
