import { join } from 'node:path';
import { customAlphabet } from 'nanoid';
import { ownWork } from '../domain/daemon-at-work.ts';
import { type InstanceRecord, notEnded } from '../domain/instance.ts';
import { instanceEnvironment } from '../domain/instance-environment.ts';
import type { SessionFile } from '../domain/instance-host.ts';
import { isJobRecord } from '../domain/instance-job.ts';
import { proxyName, proxyPrefix } from '../domain/proxy-path.ts';
import { type InstanceContext, isoNow } from './instance-context.ts';
import { type InstanceEntry, nothingAsked } from './instance-entry.ts';
import { jobFiles, newJobRecord, submitRun } from './instance-job-launcher.ts';
import type { Run } from './instance-run.ts';

/** A new instance's id: it begins with a letter, so that it can stand wherever a name can. */
export function newInstanceId(): string {
  return `${letter()}${letters(15)}`;
}
const letter = customAlphabet('abcdefghijklmnopqrstuvwxyz', 1);
const letters = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz');
/** 190 bits. */
const secretLength = 32;
const newSecret = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', secretLength);

/** What a record keeps of the request, as it was made. */
export type AskedFor = Pick<InstanceRecord, 'launch_mark' | 'data_directory_typed'>;

/** The record of a new instance before its first run. */
export async function newRecord(context: InstanceContext, run: Run, asked: AskedFor = {}): Promise<InstanceRecord> {
  const { app, slot } = run;
  return {
    version: 1,
    id: slot.id,
    name: slot.name,
    app: app.id,
    parameters: run.parameters,
    created_at: isoNow(),
    launch_mark: null,
    ...asked,
    ...(await freshRun(context, run, null)),
  };
}

/** What every run sets anew in the record; `before` is that of the last run. */
export async function freshRun(
  context: InstanceContext,
  run: Run,
  before: InstanceRecord | null,
): Promise<Omit<InstanceRecord, 'version' | 'id' | 'name' | 'app' | 'parameters' | 'created_at' | keyof AskedFor>> {
  const { host } = context;
  const { app, slot, dataDirectory, jobValues } = run;
  // A job outlives what this machine ends with; its walltime is known when it runs.
  const lifetime = jobValues === null ? host.lifetime : { endsAt: null, endsWith: null };
  return {
    app_name: app.name,
    kind: app.kind,
    data_directory: dataDirectory,
    // Another run of what ended on another machine runs here.
    host: host.identity.host,
    boot_id: host.identity.bootId,
    number: slot.number,
    port: slot.port,
    unix_socket: app.unixSocket ? await host.makeSocketPath(slot.id) : null,
    absolute_url: app.absoluteUrl,
    open_path: app.path,
    ready: { path: app.ready.path, timeout_seconds: app.ready.timeoutMs / 1000 },
    idle_timeout_seconds: app.idleTimeoutMs / 1000,
    paraview: app.paraview,
    keeper: null,
    process: null,
    started_at: isoNow(),
    ready_at: null,
    ...notEnded,
    restart_requested_at: null,
    at_work: ownWork(host, before?.at_work?.attempts),
    ends_at: lifetime.endsAt,
    ends_with: lifetime.endsWith,
    damage: null,
    job: jobValues === null ? null : newJobRecord({ ...run, jobValues }, before),
  };
}

/** The files of a session directory that a run needs, secrets among them. `record` is that of the run. */
export function runFiles(context: InstanceContext, record: InstanceRecord, run: Run): SessionFile[] {
  const { app, slot, workingDirectory } = run;
  const remoteControl = `/${newSecret()}`;
  const script = context.host.makeScript({
    name: slot.name,
    environmentCommands: context.site.environmentCommands,
    workingDirectory,
    commandFile: join(context.host.sessions.directory(slot.id), 'command.sh'),
  });
  return [
    { name: 'script.sh', text: script },
    { name: 'command.sh', text: app.command.endsWith('\n') ? app.command : `${app.command}\n` },
    { name: 'auth.key', text: app.kind === 'trame' ? newSecret() : '' },
    { name: 'remote_control', text: remoteControl },
    ...(isJobRecord(record) ? jobFiles(context, record, run, remoteControl) : []),
  ];
}

/**
 * Starts the command of an instance whose session directory is ready. Resolves when it runs, or its job is in the queue;
 * `ended` is the end of its keeper, null for a job.
 * @throws ManagerError launch_failed, job_refused, scheduler_unavailable
 */
export async function startRun(
  context: InstanceContext,
  entry: InstanceEntry,
  run: Run,
): Promise<{ ended: Promise<void> | null }> {
  const { host, book } = context;
  const { record } = entry;
  if (run.jobValues !== null) {
    Object.assign(entry, nothingAsked);
    await submitRun(context, entry, run);
    return { ended: null };
  }
  entry.endStartTurn = await context.startTurns.take();
  const started = await host.startKeeper(
    host.sessions.directory(record.id),
    await runEnvironment(context, record, run),
  );
  await book.save(entry, ({ stop_requested_at }) => ({
    keeper: started.keeper,
    process: started.command,
    // Whoever asked for its end meanwhile is at work from now on.
    ...(stop_requested_at === null ? { at_work: null } : {}),
  }));
  return { ended: started.ended };
}

/** The public path of an instance: "/user/a/trame-manager/proxy/40123/". */
export function publicPath(context: Pick<InstanceContext, 'basePath'>, record: InstanceRecord): string {
  return proxyPrefix(context.basePath, { absolute: record.absolute_url, name: proxyName(record) });
}

async function runEnvironment(context: InstanceContext, record: InstanceRecord, run: Run) {
  const { sessions } = context.host;
  const sessionDirectory = sessions.directory(record.id);
  const instanceArgs = await context.host.makeArguments({
    kind: record.kind,
    id: record.id,
    sessionDirectory,
    port: record.port,
    dataDirectory: record.data_directory,
    keyFile: join(sessionDirectory, 'auth.key'),
    idleTimeoutSeconds: record.idle_timeout_seconds,
  });
  return instanceEnvironment({
    inherited: context.env,
    app: run.app,
    parameters: record.parameters,
    instanceArgs,
    id: record.id,
    name: record.name,
    sessionDirectory,
    port: record.port,
    unixSocket: record.unix_socket,
    baseUrl: publicPath(context, record),
    dataDirectory: record.data_directory,
    remoteControlEndpoint: await sessions.readText(record.id, 'remote_control'),
  });
}
