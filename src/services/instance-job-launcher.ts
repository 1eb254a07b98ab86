import { join } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import type { InstanceJobRecord, InstanceRecord } from '../domain/instance.ts';
import { instanceEnvironment } from '../domain/instance-environment.ts';
import type { SessionFile } from '../domain/instance-host.ts';
import type { FormValues } from '../domain/paraview-server.ts';
import { proxyPrefix } from '../domain/proxy-path.ts';
import type { Submission } from '../domain/scheduler.ts';
import type { JobTemplate } from '../domain/site.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import { type InstanceContext, isoNow } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import type { Run } from './instance-run.ts';
import type { JobForms, JobQueue, LaunchTest } from './ports.ts';

/** What jobs need. @throws ManagerError not_supported where the site has none */
export function needJobs(context: InstanceContext): { queue: JobQueue; forms: JobForms; template: JobTemplate } {
  const { jobs, site } = context;
  if (jobs == null || jobs.queue.title === null || site.jobs === null) {
    const noScheduler = jobs == null ? site.scheduler === 'none' : jobs.queue.title === null;
    const why = noScheduler ? 'has no scheduler' : 'has no job template for apps';
    throw new ManagerError(
      'not_supported',
      `The configuration "${site.name}" ${why}, so instances run on this machine only.`,
    );
  }
  return { ...jobs, template: site.jobs };
}

/**
 * The form's values of a job, checked. Defaults of the app file for fields that this site's form does not have are left out.
 * @throws ManagerError not_supported; invalid_parameters with paths such as "/resources/partition"
 */
export async function checkJobValues(
  context: InstanceContext,
  app: TrameApp,
  given: Record<string, unknown>,
): Promise<FormValues> {
  const { forms, template } = needJobs(context);
  if (app.unixSocket) {
    throw new ManagerError(
      'not_supported',
      `"${app.name}" listens on a unix socket, which reaches no other machine: it cannot run as a job.`,
    );
  }
  const known = new Set(template.fields.flatMap(({ name, aliases }) => [name, ...aliases]));
  const defaults = Object.entries(app.jobDefaults).filter(([name]) => known.has(name));
  try {
    return await forms.check(template.fields, { ...Object.fromEntries(defaults), ...given });
  } catch (error) {
    if (!(error instanceof ManagerError) || error.errors.length === 0) throw error;
    const errors = error.errors.map(({ path, message }) => ({ path: `/resources${path}`, message }));
    throw new ManagerError(error.code, error.message, { errors, cause: error });
  }
}

/**
 * What would become of a job with these values: its script as it would be handed in, and what the scheduler says to it.
 * @throws ManagerError not_supported, scheduler_unavailable
 */
export async function testRun(
  context: InstanceContext,
  { id, app, workingDirectory, values }: { id: string; app: TrameApp; workingDirectory: string; values: FormValues },
): Promise<LaunchTest> {
  const job = { name: jobName(app, id), values };
  const submission = submissionOf(context, id, job, renderScript(context, id, job), workingDirectory);
  return { script: submission.script, ...(await needJobs(context).queue.test(submission)) };
}

/** What a record says of a job that is about to be handed in. */
export function newJobRecord(run: Run & { jobValues: FormValues }, before: InstanceRecord | null): InstanceJobRecord {
  return {
    id: null,
    name: jobName(run.app, run.slot.id),
    submitted_at: isoNow(),
    values: run.jobValues,
    restarts: 0,
    path_host: before?.job?.path_host ?? null,
    address: null,
    seen: null,
  };
}

/** Another one for each run: the last run's job may still be shown. */
function jobName(app: TrameApp, id: string): string {
  return `${app.id}-${id}-${Date.now().toString(36)}`;
}

/** The files that a job needs beside those of every run: what it runs, and the script that is handed in. */
export function jobFiles(
  context: InstanceContext,
  record: InstanceRecord & { job: InstanceJobRecord },
  run: Run,
  remoteControlEndpoint: string,
): SessionFile[] {
  const { host, site } = context;
  const sessionDirectory = host.sessions.directory(record.id);
  const after = `:${record.number}`;
  const before = proxyPrefix(context.basePath, { absolute: record.absolute_url, name: '' }).slice(0, -1);
  const script = host.makeJobScript({
    name: record.name,
    environmentCommands: site.environmentCommands,
    workingDirectory: run.workingDirectory,
    commandFile: join(sessionDirectory, 'command.sh'),
    preferredPort: record.number,
    hostSuffix: site.paraview.hostSuffix,
    basePath: { before, host: record.job.path_host, after: `${after}/` },
    arguments: {
      kind: record.kind,
      id: record.id,
      sessionDirectory,
      port: null,
      dataDirectory: record.data_directory,
      keyFile: join(sessionDirectory, 'auth.key'),
      idleTimeoutSeconds: record.idle_timeout_seconds,
    },
    environment: instanceEnvironment({
      // A job starts from its node's own environment.
      inherited: {},
      app: run.app,
      parameters: record.parameters,
      instanceArgs: null,
      id: record.id,
      name: record.name,
      sessionDirectory,
      port: null,
      unixSocket: null,
      baseUrl: null,
      dataDirectory: record.data_directory,
      remoteControlEndpoint,
    }),
  });
  return [
    { name: 'job.sh', text: script },
    { name: 'job-script', text: renderScript(context, record.id, record.job) },
    { name: 'address', text: '' },
  ];
}

/**
 * Hands in the job of an instance whose session directory is ready.
 * @throws ManagerError job_refused, scheduler_unavailable
 */
export async function submitRun(context: InstanceContext, entry: InstanceEntry, run: Run): Promise<void> {
  const { queue } = needJobs(context);
  const { record } = entry;
  if (record.job == null) return;
  const script = await context.host.sessions.readText(record.id, 'job-script');
  const { jobId } = await queue.submit(submissionOf(context, record.id, record.job, script, run.workingDirectory));
  const noted = ({ job }: InstanceRecord) => (job == null ? null : { job: { ...job, id: jobId }, at_work: null });
  await context.book.save(entry, noted, true);
}

function submissionOf(
  context: InstanceContext,
  id: string,
  job: Pick<InstanceJobRecord, 'name'>,
  script: string,
  workingDirectory: string,
): Submission {
  const outputFile = join(context.host.sessions.directory(id), 'log');
  return { jobName: job.name, script, workingDirectory, outputFile, afterJobId: null };
}

function renderScript(context: InstanceContext, id: string, job: Pick<InstanceJobRecord, 'name' | 'values'>): string {
  const { forms, template } = needJobs(context);
  const directory = context.host.sessions.directory(id);
  return forms.render(template, job.values, {
    job_name: job.name,
    session_directory: directory,
    command_file: join(directory, 'job.sh'),
    log_file: join(directory, 'log'),
  });
}
