import { join } from 'node:path';
import { ManagerError } from '../../domain/errors.ts';
import { parameterVariables } from '../../domain/instance-environment.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import type { Submission } from '../../domain/scheduler.ts';
import { jobServerBody } from './job-server-body.ts';
import type { ServerEntry } from './server-book.ts';
import type { ServersContext } from './server-context.ts';
import { logFileOf } from './server-end.ts';
import { newRecord, type ServerPlan } from './server-request.ts';

/**
 * Hands in the job of a server. Resolves when the scheduler took it.
 * @throws ManagerError job_refused, scheduler_unavailable, invalid_parameters, state_not_writable
 */
export async function startJob(context: ServersContext, plan: ServerPlan): Promise<ServerEntry> {
  const { store, book, queue } = context;
  const submission = submissionOf(context, plan);
  const run = { id: null, name: plan.name, restarts: 0, expected_start_at: null, seen: null };
  const record: ServerRecord = { ...newRecord(plan), kind: 'job', local: null, job: run };
  context.starting.add(plan.id);
  try {
    await store.create(record, [
      { name: jobScriptName, text: submission.script },
      { name: commandName, text: commandText(context, plan) },
    ]);
    const { jobId } = await queue.submit(submission);
    const entry = book.add({ ...record, job: { ...run, id: jobId } });
    await book.save(entry, ({ job }) => job && { job: { ...job, id: jobId } }, 'always');
    return entry;
  } catch (error) {
    await store.remove(plan.id).catch(() => undefined);
    throw error;
  } finally {
    context.starting.delete(plan.id);
  }
}

/** What a plan hands to the scheduler. @throws ManagerError invalid_parameters, not_supported */
export function submissionOf(context: ServersContext, plan: ServerPlan): Submission {
  const { forms, site, store } = context;
  const template = site.paraview.job;
  if (template === null) throw new ManagerError('not_supported', 'This configuration has no job template for servers.');
  const directory = store.directory(plan.id);
  const outputFile = logFileOf(context, plan.id);
  const script = forms.render(template, plan.values, {
    job_name: plan.name,
    session_directory: directory,
    command_file: join(directory, commandName),
    log_file: outputFile,
  });
  return { jobName: plan.name, script, workingDirectory: directory, outputFile, afterJobId: plan.afterJobId };
}

const jobScriptName = 'job.sh';
const commandName = 'command.sh';

function commandText({ jobs, site, store, workingDirectory }: ServersContext, plan: ServerPlan): string {
  return jobs.command({
    name: plan.name,
    environmentCommands: site.environmentCommands,
    environment: {
      ...parameterVariables(plan.values),
      INSTANCE_ID: plan.id,
      INSTANCE_NAME: plan.name,
      // Clients come from other nodes.
      BIND_ADDRESS: '0.0.0.0',
    },
    workingDirectory,
    sessionDirectory: store.directory(plan.id),
    body: jobServerBody(site.paraview.command),
    hostSuffix: site.paraview.hostSuffix,
  });
}
