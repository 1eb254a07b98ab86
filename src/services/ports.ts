/**
 * What the services and the proxy ask of each other and of the outside world. The implementations are chosen in
 * server.ts.
 */
import type { EventEmitter } from 'node:events';
import type { ConnectionTarget, InstanceConnection } from '../domain/connection.ts';
import type { FormField, ShownField } from '../domain/form.ts';
import type { Instance, InstanceRecord } from '../domain/instance.ts';
import type { FormValues, ParaViewServer } from '../domain/paraview-server.ts';
import type { ServerRecord } from '../domain/paraview-server-record.ts';
import type { Job, SchedulerLimits, Submission, SubmissionTest } from '../domain/scheduler.ts';
import type { JobTemplate } from '../domain/site.ts';
import type { AppListing, TrameApp } from '../domain/trame-app.ts';
import type { IdempotencyMark } from './idempotency.ts';

/** The apps that can be launched, kept current. */
export interface AppCatalog extends EventEmitter<{ change: [AppListing] }> {
  /** The listing as last read. Looks again on disk when that is older than a few seconds. */
  list(): Promise<AppListing>;
  /** The listing as last read, however old; null before the first look. */
  known(): AppListing | null;
  /** @throws ManagerError app_not_found, app_broken */
  get(id: string): Promise<TrameApp>;
  close(): Promise<void>;
}

/** Where an instance's server listens. */
export type Upstream = { kind: 'tcp'; host: string; port: number } | { kind: 'unix'; path: string };

/** What the proxy has to know of an instance, at hand without waiting. */
export interface ProxiedInstance {
  record: Readonly<InstanceRecord>;
  instance: Readonly<Instance>;
  upstream: Upstream;
}

/** A script, and what would become of it. */
export type LaunchTest = { script: string } & SubmissionTest;

export interface LaunchRequest {
  app: TrameApp;
  name: string | null;
  dataDirectory: string | null;
  parameters: Record<string, string | number | boolean>;
  /** Values of the site's job form, to be checked; null (or missing): it runs on this machine. */
  job?: Record<string, unknown> | null;
  /** By which `findLaunch` finds it; null (or missing): by nothing. */
  mark?: IdempotencyMark | null;
}

/** A service that goes on with what daemons before this one began. */
export interface TakesOver {
  /** Finds it, and resolves when each was looked at. To be called once; nothing is listed before. */
  takeOver(): Promise<void>;
}

/** All instances of this user, those that run and those that ended, and what can be done with them. */
export interface Instances extends EventEmitter<{ change: [Instance]; remove: [string] }> {
  list(): Instance[];
  /** @throws ManagerError instance_not_found */
  get(id: string): Instance;
  /** What was declared of it. @throws ManagerError instance_not_found */
  record(id: string): Readonly<InstanceRecord>;
  /**
   * The instance behind `/proxy/<number>/` (host null) or `/proxy/<host>:<number>/`. A running instance wins a number that
   * several had. Synchronous and cheap: it is in the way of every proxied request.
   */
  findByNumber(host: string | null, number: number): ProxiedInstance | null;
  /**
   * Resolves when the command runs (state `starting`) or its job is in the queue (`queued`).
   * @throws ManagerError launch_failed, state_not_writable; for jobs also not_supported, invalid_parameters, job_refused,
   * scheduler_unavailable; …
   */
  launch(request: LaunchRequest): Promise<Instance>;
  /** What `launch` would hand in, or run, and what would become of it; nothing is started. @throws as launch */
  testLaunch(request: LaunchRequest): Promise<LaunchTest>;
  /** What was launched within the last day with a mark of this key, by any daemon; null: nothing that is still listed. */
  findLaunch(key: string): { request: string; result: Instance } | null;
  rename(id: string, name: string): Promise<Instance>;
  /**
   * Returns at once; the end follows as a change. Stopping an ended instance changes nothing.
   * @throws ManagerError instance_elsewhere; scheduler_unavailable where a job cannot be cancelled now
   */
  stop(id: string, reason?: string): Promise<Instance>;
  /** Stops it first where it runs; keeps id, name, data, parameters and number. Returns in `starting`. */
  restart(id: string): Promise<Instance>;
  /** Stops it where it runs, then removes its session directory. */
  remove(id: string): Promise<void>;
  /** Absolute path of its log file. */
  logFile(id: string): string;
  /** Absolute path of its session directory. */
  sessionDirectory(id: string): string;
  /** The key that trame clients need; empty for web apps. Never logged, never in a URL. */
  readSecret(id: string): Promise<string>;
  /** Counts a live websocket; call the returned function once when it closes. */
  viewerOpened(id: string): () => void;
  /** A request of a browser keeps an instance from being idle; call the returned function once when it is over. */
  requestBegan(id: string): () => void;
  close(): Promise<void>;
}

/** Reads the logs of instances; a missing file reads as an empty log. */
export interface LogReader {
  /** The last `lines` lines. */
  tail(file: string, lines: number): Promise<string>;
  /** The whole log as it is now, as a stream. */
  stream(file: string): import('node:stream').Readable;
  /**
   * Gives the last `lines` lines, then what is added, until `signal` aborts. Waits for `onText` before it reads on, so that
   * a slow reader costs no memory.
   */
  follow(
    file: string,
    lines: number,
    signal: AbortSignal,
    onText: (text: string) => Promise<void> | void,
  ): Promise<void>;
}

/** How it stands with the scheduler itself. */
export interface QueueContact {
  /** `unknown` before the first answer, `lost` while it does not answer: what is shown is then what was last known. */
  state: 'unknown' | 'ok' | 'lost';
  /** Of the last answer, or of the first attempt that had none; ISO 8601, UTC. */
  since: string | null;
  /** Why there is no answer, in a sentence. */
  message: string | null;
}

/** All jobs of this user, asked in one query for all viewers, at a pace that depends on whether anybody looks. */
export interface JobQueue extends EventEmitter<{ change: [] }> {
  /** "Slurm"; null where the site has no scheduler. */
  readonly title: string | null;
  contact(): QueueContact;
  /** As last seen, newest first. Those that ended stay for as long as the scheduler shows them. */
  list(): Job[];
  /** Null: not in the queue as last seen, which with `contact().state` other than "ok" says nothing. */
  find(jobId: string): Job | null;
  /** Somebody looks, until the returned function is called: the queue is then asked every few seconds. */
  watch(): () => void;
  /** Asks now, or waits for the answer that is under way. Never throws: see `contact`. */
  refresh(): Promise<void>;
  /** What the user may ask for; cached, and the last known while the scheduler does not answer. @throws ManagerError scheduler_unavailable */
  limits(): Promise<SchedulerLimits>;
  /** @throws ManagerError job_refused, scheduler_unavailable, not_supported (no scheduler) */
  submit(submission: Submission): Promise<{ jobId: string }>;
  /** @throws ManagerError scheduler_unavailable, not_supported */
  test(submission: Submission): Promise<SubmissionTest>;
  /** How jobs ended that the queue does not show any more, from the accounting; those it does not know are left out. Never throws. */
  findEnded(jobIds: string[]): Promise<Job[]>;
  /** @throws ManagerError job_not_found, scheduler_unavailable */
  outputFiles(jobId: string): Promise<{ output: string | null; error: string | null }>;
  /** @throws ManagerError job_not_found, job_refused, scheduler_unavailable */
  cancel(jobId: string): Promise<void>;
  hold(jobId: string): Promise<void>;
  release(jobId: string): Promise<void>;
  close(): void;
}

/** Forms of the site file, with the bounds of the scheduler. */
export interface JobForms {
  /** The fields as they are to be shown now. @throws ManagerError scheduler_unavailable where a field's choices are not known */
  show(fields: FormField[]): Promise<ShownField[]>;
  /**
   * Checks values against the fields and the partition's limits, fills in defaults and turns times into seconds.
   * @throws ManagerError invalid_parameters; each error's path is "/<field>", its message names the limit
   */
  check(fields: FormField[], values: Record<string, unknown>): Promise<FormValues>;
  /** The script of a job. @throws ManagerError invalid_parameters where the template fails */
  render(template: JobTemplate, values: FormValues, given: JobScriptVariables): string;
}

/** What a template finds beside the form's values. */
export interface JobScriptVariables {
  /** Shown in the queue. */
  job_name: string;
  /** Absolute path of the directory that belongs to this run alone. */
  session_directory: string;
  /** Absolute path of what the job is to run: a bash script. */
  command_file: string;
  /** Absolute path of the file for both streams. */
  log_file: string;
}

/** ParaView servers: those found, those started here, those in the queue, those that ended. */
export interface ParaViewServers extends EventEmitter<{ change: [ParaViewServer]; remove: [string] }> {
  list(): ParaViewServer[];
  /** @throws ManagerError server_not_found */
  get(id: string): ParaViewServer;
  /** Whether servers can be started here. */
  readonly canStart: boolean;
  /** Whether those are jobs. */
  readonly startsJobs: boolean;
  /** Somebody looks, until the returned function is called: servers that run by hand are then looked for. */
  watch(): () => void;
  /** The fields of the form that starts one; empty where there are none. @throws ManagerError scheduler_unavailable */
  form(): Promise<ShownField[]>;
  /** `after` is the id of a server whose job this one waits for. @throws ManagerError not_supported, invalid_parameters, job_refused, scheduler_unavailable, … */
  start(request: StartServer): Promise<ParaViewServer>;
  /** What was started within the last day with a mark of this key, by any daemon; null: nothing that is still listed. */
  findStart(key: string): { request: string; result: ParaViewServer } | null;
  /** What `start` would do. */
  dryRun(request: StartServer): Promise<LaunchTest>;
  /** The same once more, with the same values: a new server. */
  startAgain(id: string, options: { after: boolean }): Promise<ParaViewServer>;
  /** Returns at once; the end follows as a change. Stopping one that ended changes nothing. */
  stop(id: string): Promise<ParaViewServer>;
  /** Stops it where it runs, and removes its card and directory. */
  remove(id: string): Promise<void>;
  /** What was declared of it. @throws ManagerError server_not_found, not_supported (not started here) */
  record(id: string): Readonly<ServerRecord>;
  /** @throws ManagerError server_not_found, not_supported (not started here) */
  logFile(id: string): string;
  /** Absolute path of its own directory. @throws ManagerError server_not_found, not_supported (not started here) */
  sessionDirectory(id: string): string;
  /** A .pvsc file for a desktop ParaView. @throws ManagerError server_not_ready */
  pvsc(id: string): string;
  /** Told by the connections: which instances are connected to it now. */
  showConnected(id: string, instanceIds: string[]): void;
  close(): Promise<void>;
}

export interface StartServer {
  name: string | null;
  values: Record<string, unknown>;
  /** Id of the server that has to end first; null: none. */
  after: string | null;
  /** By which `findStart` finds it; null (or missing): by nothing. */
  mark?: IdempotencyMark | null;
}

/** Links between instances and ParaView servers. */
export interface Connections extends EventEmitter<{ change: [string] }> {
  /** As asked last; `change` tells the instance's id. */
  get(instanceId: string): InstanceConnection;
  /** Asks now. */
  ask(instanceId: string): Promise<InstanceConnection>;
  /** Resolves when the app says that it is connected. @throws ManagerError no_remote_control, server_not_ready, server_unreachable, server_busy, version_mismatch, connection_failed, instance_not_running */
  connect(instanceId: string, target: ConnectionTarget): Promise<InstanceConnection>;
  /** @throws ManagerError no_remote_control, connection_failed, instance_not_running */
  disconnect(instanceId: string): Promise<InstanceConnection>;
  /**
   * Connects as soon as both are ready; the outcome shows in the connection's state. Resolves when that is noted.
   * @throws ManagerError instance_not_found, no_remote_control, server_not_found
   */
  connectWhenReady(instanceId: string, serverId: string): Promise<InstanceConnection>;
  close(): void;
}
