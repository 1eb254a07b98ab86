import { type ParaViewSite, siteDefaults } from '../domain/site.ts';
import { readFormFields } from './site-form-fields.ts';
import { readJobTemplate } from './site-job-template.ts';
import type { ParaViewContent } from './site-paraview-schema.ts';
import type { YamlDocument } from './yaml-document.ts';
import type { Finding } from './yaml-document-mismatches.ts';

/** What a site says of ParaView servers, with defaults filled in, and what does not fit together in it. */
export function readParaView(
  content: ParaViewContent,
  document: YamlDocument,
  hasScheduler: boolean,
): { paraview: ParaViewSite; findings: Finding[] } {
  const standard = siteDefaults.paraview;
  const form = readFormFields(content.fields ?? [], '/paraview/fields', document, hasScheduler);
  const job = content.job === undefined ? null : readJobTemplate(content.job, '/paraview/job', document, hasScheduler);
  const { warn_before_end_seconds: warning, ready_timeout_seconds: timeout } = content;
  const paraview: ParaViewSite = {
    start: content.start ?? standard.start,
    known: (content.known ?? []).map(knownServer),
    command: content.command ?? standard.command,
    requiredProgram: content.required_program ?? null,
    job: job?.template ?? null,
    fields: form.fields,
    hostSuffix: content.host_suffix ?? standard.hostSuffix,
    endsWithLastClient: content.ends_with_last_client ?? standard.endsWithLastClient,
    warnBeforeEndMs: warning === undefined ? standard.warnBeforeEndMs : warning * 1000,
    readyTimeoutMs: timeout === undefined ? standard.readyTimeoutMs : timeout * 1000,
  };
  return { paraview, findings: [...missingParts(content, hasScheduler), ...form.findings, ...(job?.findings ?? [])] };
}

function knownServer({ name, host = 'localhost', port = 11_111 }: NonNullable<ParaViewContent['known']>[number]) {
  return { name: name ?? `${host}:${port}`, host, port };
}

function missingParts(content: ParaViewContent, hasScheduler: boolean): Finding[] {
  const { start = 'none', command, job, fields, required_program } = content;
  const findings: Finding[] = [];
  const add = (key: string, message: string, hint: string, of: 'key' | 'value' = 'value') =>
    findings.push({ pointer: `/paraview/${key}`, of, message, hint });
  if (start !== 'none' && command === undefined) {
    const hint = 'Add "command: exec pvserver --server-port=$PORT".';
    add('start', `"start: ${start}" needs "paraview.command".`, hint);
  }
  if (start === 'job' && !hasScheduler) {
    add(
      'start',
      '"start: job" needs a scheduler, but this site has none.',
      'Write "scheduler: slurm", or "start: local".',
    );
  }
  if (start === 'job' && job === undefined) {
    add('start', '"start: job" needs "paraview.job".', 'Add "job:" with a template.');
  }
  if (start === 'job' && fields !== undefined) {
    add('fields', '"paraview.fields" is the form of "start: local".', 'Move it into "job:".', 'key');
  }
  if (start === 'job' && required_program !== undefined) {
    add('required_program', '"paraview.required_program" is for "start: local".', 'Remove it.', 'key');
  }
  return findings;
}
