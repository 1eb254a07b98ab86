import type { FormField } from '../domain/form.ts';
import type { FormValues } from '../domain/paraview-server.ts';
import type { JobTemplate } from '../domain/site.ts';
import { fillTemplate } from './job-script.ts';
import { usedVariables } from './job-template.ts';
import type { TemplateProblem } from './job-template-syntax.ts';

/**
 * Fills a template with sample values: all fields given, each one that may be empty left out, and all of these left out.
 * What goes wrong then would go wrong for users; the first problem is told.
 */
export function sampleProblems(template: JobTemplate): TemplateProblem[] {
  if (!usedVariables(template.template).has('command_file')) {
    const hint = 'Write "bash {{ command_file }}" where the job is to begin its work.';
    return [{ line: 1, message: 'The script never runs {{ command_file }}.', hint }];
  }
  const optional = template.fields.filter(mayBeEmpty).map((field) => field.name);
  for (const absent of [[], ...optional.map((name) => [name]), optional]) {
    const filled = fillTemplate(template, sampleValues(template.fields, absent), given);
    if (!filled.ok) return [filled.problem];
    const problem = scriptProblem(filled.script);
    if (problem !== null) return [problem];
  }
  return [];
}

const given = {
  job_name: 'sample job',
  session_directory: '/sample directory',
  command_file: '/sample directory/command.sh',
  log_file: '/sample directory/log',
};

/** Defaults of the scheduler do not count: it may keep no accounts. */
function mayBeEmpty(field: FormField): boolean {
  return !field.required && field.default === null && field.type !== 'boolean';
}

function sampleValues(fields: readonly FormField[], absent: readonly string[]): FormValues {
  return Object.fromEntries(
    fields.filter((field) => !absent.includes(field.name)).map((field) => [field.name, sampleValue(field)]),
  );
}

function sampleValue(field: FormField): FormValues[string] {
  const { type, choices, min, max } = field;
  if (field.default !== null) return field.default;
  if (choices?.[0] !== undefined) return choices[0];
  if (type === 'boolean') return true;
  // Not even a pattern keeps the check from going on: what the user writes is checked against it, not this.
  if (type === 'text') return '#SBATCH --comment=sample';
  const isNumber = ['integer', 'number', 'nodes', 'gpus', 'walltime'].includes(type);
  return isNumber ? (min ?? Math.min(max ?? 1, type === 'walltime' ? 3600 : 1)) : 'sample';
}

function scriptProblem(script: string): TemplateProblem | null {
  if (!script.startsWith('#!')) {
    const hint = 'Nothing may stand before it, no empty line either.';
    return { line: 1, message: 'The script has to begin with a line such as "#!/bin/bash".', hint };
  }
  const lines = script.split('\n');
  const firstCommand = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  const late = lines.findIndex((line, index) => index > firstCommand && /^#SBATCH /.test(line));
  if (firstCommand < 0 || late < 0) return null;
  const message = `The directive "${lines[late]}" comes after the first command, where the scheduler ignores it.`;
  return { line: 1, message, hint: 'Move it up.' };
}
