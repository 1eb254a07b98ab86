import type { InstanceConnection } from './connection.ts';
import type { FormValues } from './paraview-server.ts';
import type { Job, JobUsage } from './scheduler.ts';
import type { AppKind } from './trame-app.ts';

export const instanceStates = ['queued', 'starting', 'ready', 'ending', 'stopped', 'failed', 'lost'] as const;

/**
 * `queued` waits for a scheduler, `starting` runs but does not answer yet, `ready` answers, `ending` is being stopped or
 * its time is nearly over, `stopped` ended as asked (or by itself without an error), `failed` ended otherwise, `lost`
 * means that its host cannot be asked.
 */
export type InstanceState = (typeof instanceStates)[number];

/** A process as the kernel knows it: a pid alone may name another process later. */
export interface ProcessIdentity {
  pid: number;
  /** Field 22 of /proc/<pid>/stat: clock ticks since boot. */
  startTicks: number;
}

/**
 * What a session directory's record.json holds: everything declared about an instance. What can be asked (does it run,
 * does it answer, who watches) is not in it. Times are ISO 8601 in UTC.
 */
export interface InstanceRecord {
  /** Version of this layout. */
  version: 1;
  id: string;
  name: string;
  app: string;
  app_name: string;
  kind: AppKind;
  data_directory: string | null;
  /** As it was given, with "~" and variables; null: none was. Missing in records of versions that did not keep it. */
  data_directory_typed?: string | null;
  parameters: Record<string, string | number | boolean>;
  /** Host and boot on which it was started (a job: handed in): elsewhere its pid means nothing. */
  host: string;
  boot_id: string;
  /** The number in `/proxy/<number>/` and `/proxy/<host>:<number>/`, for life. */
  number: number;
  /** The TCP port it listens on now (restarts may change it); null with a unix socket. */
  port: number | null;
  unix_socket: string | null;
  absolute_url: boolean;
  /** Where opening starts, below the proxy prefix. */
  open_path: string;
  ready: { path: string; timeout_seconds: number };
  idle_timeout_seconds: number;
  paraview: boolean;
  /** The process that leads the instance's session and outlives the daemon; it writes the exit status. */
  keeper: ProcessIdentity | null;
  /** The app's command itself. */
  process: ProcessIdentity | null;
  created_at: string;
  /** Start of this run: restarts renew it. */
  started_at: string;
  ready_at: string | null;
  ended_at: string | null;
  /** Set when someone asked for the end, before anything is signalled. */
  stop_requested_at: string | null;
  /** Why it was asked to end ("Stopped by you", "Idle for 4 h"); null before. */
  stop_reason: string | null;
  exit_code: number | null;
  /** Name of the signal ("SIGSEGV"), or null. */
  signal: string | null;
  /** The verdict, once ended. */
  end_state: 'stopped' | 'failed' | null;
  state_reason: string | null;
  hint: string | null;
  /** Digests of the Idempotency-Key that it was launched with, and of that request; null (or missing): none. */
  launch_mark?: { key: string; request: string } | null;
  /** Set while it is stopped in order to be started again: other daemons then do not take it for ended. */
  restart_requested_at?: string | null;
  /** Set before its removal begins: whoever finds it brings that to its end. */
  removal_requested_at?: string | null;
  /** The daemon that starts, restarts, ends or removes it now; null (or missing): none. */
  at_work?: DaemonAtWork | null;
  /** As in Instance: what its end depended on when it was started. */
  ends_at?: string | null;
  ends_with?: string | null;
  /** Set where the real record was lost and this one stands in for it: a sentence that says so. */
  damage?: string | null;
  /** The batch job that it runs as; null (or missing) on this machine. */
  job?: InstanceJobRecord | null;
}

/** What an instance's record holds of the batch job that it runs as. Times are ISO 8601 in UTC. */
export interface InstanceJobRecord {
  /** Null between the making of the session directory and the scheduler's answer. */
  id: string | null;
  /** As handed in: no other job has it. */
  name: string;
  submitted_at: string;
  /** The form's values, checked: for another run. */
  values: FormValues;
  /** How often the scheduler had put this run back into the queue when it was looked at last. */
  restarts: number;
  /** The host in the public path, for life: that of the first announcement; null before it. */
  path_host: string | null;
  /** What this run announced, and when that was seen first; null before. */
  address: { host: string; address: string; at: string; seen_at: string } | null;
  /** As last seen in the queue or the accounting. */
  seen: InstanceJob | null;
}

/** Where a job said that its program listens. */
export interface JobAddress {
  /** The node's own name. */
  host: string;
  /** An IP address by which others reach it. */
  address: string;
  port: number;
  /** When this was written, by the node's clock; ISO 8601, UTC. */
  at: string;
}

/** What a record says of its end before there is one. */
export const notEnded = {
  ended_at: null,
  stop_requested_at: null,
  stop_reason: null,
  exit_code: null,
  signal: null,
  end_state: null,
  state_reason: null,
  hint: null,
} as const satisfies Partial<InstanceRecord>;

/** What a keeper noted when the command ended. */
export interface ExitStatus {
  /** The `$?` of bash: the exit code, or 128 and the number of the signal. */
  status: number;
  /** ISO 8601, UTC. */
  endedAt: string;
}

/** The machine and its boot: elsewhere, or after a reboot, a pid means nothing. */
export interface HostIdentity {
  host: string;
  bootId: string;
  /** When this machine was started, in ms since 1970; null (or missing) where the kernel does not tell. */
  bootedAtMs?: number | null;
}

/**
 * The daemon that starts, restarts, ends or removes an instance now. It stands in the record for as long as the work is not
 * done: once that daemon is gone, another one finishes it.
 */
export interface DaemonAtWork extends ProcessIdentity {
  host: string;
  boot_id: string;
  /** How many daemons took this work up after the one that began it. */
  attempts: number;
}

/** An instance as the REST API shows it. */
export interface Instance {
  id: string;
  name: string;
  app: string;
  app_name: string;
  kind: AppKind;
  state: InstanceState;
  /** A sentence, or null when the state says it all. */
  state_reason: string | null;
  data_directory: string | null;
  parameters: Record<string, string | number | boolean>;
  host: string;
  port: number | null;
  /** Below the base: "/proxy/40123/". */
  path: string;
  pid: number | null;
  created_at: string;
  started_at: string;
  ready_at: string | null;
  ended_at: string | null;
  /** When its time is over at the latest (a job's walltime, Jupyter's own session); null: open-ended. */
  ends_at: string | null;
  /** Why it may end with Jupyter, in a sentence; null when it outlives Jupyter. */
  ends_with: string | null;
  /** Since when nobody watches; null while someone does, or before it is ready. */
  idle_since: string | null;
  /** Live websocket connections. */
  viewers: number;
  usage: { cpu_percent: number; memory_bytes: number } | null;
  exit_code: number | null;
  signal: string | null;
  hint: string | null;
  /** The last lines of its log, for instances that failed; empty otherwise. */
  log_tail: string[];
  /** Whether other users of the node can reach its port (they still need trame's key, where it has one). */
  port_open_to_node: boolean;
  /** Its link to a ParaView server; null for apps that have none. */
  connection: InstanceConnection | null;
  /** The job that it runs as; null on this machine. */
  job: InstanceJob | null;
}

/** The part of a job that its instance's card shows. */
export type InstanceJob = Pick<
  Job,
  | 'id'
  | 'phase'
  | 'reason'
  | 'reason_code'
  | 'account'
  | 'partition'
  | 'nodes'
  | 'node_list'
  | 'walltime_seconds'
  | 'expected_start_at'
> & { usage: JobUsage | null };

/** True for states in which something of the instance runs or will run. */
export function isLive(state: InstanceState): boolean {
  return state === 'queued' || state === 'starting' || state === 'ready' || state === 'ending';
}
