import { resolve } from 'node:path';
import { readSiteFile } from '../adapters/site-file.ts';
import { problemLine } from '../adapters/yaml-document-problem.ts';
import { UsageError } from '../domain/errors.ts';
import type { FormField } from '../domain/form.ts';
import { terminalText } from '../domain/plain-text.ts';
import type { Site } from '../domain/site.ts';

/**
 * `trame-manager configuration check FILE`: says what is wrong with a site configuration, line by line, or what a good one
 * sets up.
 *
 * @returns 0 when it is good, else 2
 */
export async function runConfigurationCheck(args: string[]): Promise<number> {
  const [file, ...surplus] = args;
  if (file === undefined || surplus.length > 0 || file.startsWith('-')) {
    throw new UsageError('Give one file: trame-manager configuration check FILE');
  }
  const reading = await readSiteFile(resolve(file));
  if (!reading.ok) {
    for (const problem of reading.problems) process.stderr.write(terminalText(`${problemLine(file, problem)}\n`));
    return 2;
  }
  const lines = [`${file}: this configuration is good.`, ...described(reading.site).map((line) => `  ${line}`)];
  process.stdout.write(terminalText(`${lines.join('\n')}\n`));
  return 0;
}

function described({ title, scheduler, paraview, jobs }: Site): string[] {
  return [
    `title: ${title}`,
    `scheduler: ${scheduler}`,
    `ParaView servers: ${servers(paraview)}`,
    `apps as jobs: ${jobs === null ? 'no' : `yes${form(jobs.fields)}`}`,
  ];
}

function servers({ start, fields, job, known }: Site['paraview']): string {
  const byHand = known.map(({ host, port }) => `${host}:${port}`).join(', ');
  const shown = byHand === '' ? '' : `; shown while they listen: ${byHand}`;
  const started = {
    none: 'not started from here',
    local: `on this machine${form(fields)}`,
    job: `as jobs${form(job?.fields ?? [])}`,
  };
  return `${started[start]}${shown}`;
}

function form(fields: readonly FormField[]): string {
  return fields.length === 0 ? '' : `, with ${fields.map((field) => field.name).join(', ')}`;
}
