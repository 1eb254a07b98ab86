import type { JobTemplate } from '../domain/site.ts';
import { templateProblems } from './job-template.ts';
import { sampleProblems } from './job-template-samples.ts';
import { readFormFields } from './site-form-fields.ts';
import type { TemplateContent } from './site-form-schema.ts';
import type { YamlDocument } from './yaml-document.ts';
import type { Finding } from './yaml-document-mismatches.ts';

/** A job's template and form, and what would go wrong with them: the template is filled with sample values. */
export function readJobTemplate(
  written: TemplateContent,
  pointer: string,
  document: YamlDocument,
  hasScheduler: boolean,
): { template: JobTemplate; findings: Finding[] } {
  const { fields, findings: inFields } = readFormFields(
    written.fields ?? [],
    `${pointer}/fields`,
    document,
    // Said once, of the template as a whole.
    true,
  );
  const template = { template: written.template, fields };
  const findings = [...(hasScheduler ? [] : [withoutScheduler(pointer)]), ...inFields];
  if (inFields.length > 0) return { template, findings };
  const names = fields.map((field) => field.name);
  const problems = templateProblems(written.template, names);
  for (const { line, message, hint } of problems.length > 0 ? problems : sampleProblems(template)) {
    findings.push({ pointer: `${pointer}/template`, textLine: line, message, hint });
  }
  return { template, findings };
}

function withoutScheduler(pointer: string): Finding {
  const key = pointer.slice(1).replaceAll('/', '.');
  return {
    pointer,
    of: 'key',
    message: `"${key}" needs a scheduler, but this site has none.`,
    hint: 'Write "scheduler: slurm", or remove it.',
  };
}
