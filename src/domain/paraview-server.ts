import type { Job, JobUsage } from './scheduler.ts';

export const serverStates = ['queued', 'starting', 'ready', 'ending', 'stopped', 'failed', 'lost'] as const;

/**
 * As the states of instances: `queued` waits in the scheduler, `starting` runs but does not listen yet, `ready` listens,
 * `ending` is being stopped or its walltime is nearly over, `stopped` ended as asked or by itself without an error,
 * `failed` ended otherwise, `lost` cannot be asked now.
 */
export type ServerState = (typeof serverStates)[number];

/**
 * Who started it: `found` runs by hand and is only shown while it listens, `local` was started here on this machine, `job`
 * by way of the scheduler.
 */
export type ServerKind = 'found' | 'local' | 'job';

/** Values of a form, by the names of its fields. */
export type FormValues = Record<string, string | number | boolean>;

/** A ParaView server as the REST API shows it. Times are ISO 8601 in UTC. */
export interface ParaViewServer {
  id: string;
  name: string;
  kind: ServerKind;
  state: ServerState;
  /** A sentence, or null when the state says it all. */
  state_reason: string | null;
  /** How it could be mended, for servers that failed. */
  hint: string | null;
  /** Where clients connect, once it listens. */
  host: string | null;
  port: number | null;
  /** "5.11.0", as far as known. */
  version: string | null;
  /** The form's values that it was started with. */
  values: FormValues;
  created_at: string | null;
  started_at: string | null;
  ready_at: string | null;
  ended_at: string | null;
  /** When its time is over at the latest; null: open-ended. */
  ends_at: string | null;
  expected_start_at: string | null;
  exit_code: number | null;
  signal: string | null;
  /** The last lines of its log, for servers that failed; empty otherwise. */
  log_tail: string[];
  /** Ids of the instances that are connected to it. */
  connected_instances: string[];
  /** Whether it ends when its last client leaves. */
  ends_with_last_client: boolean;
  /** Whether it can be stopped, started again, and its log read, here. */
  is_managed: boolean;
  /** The server that this one waits for; null: none. */
  after_server_id: string | null;
  job: ServerJob | null;
  usage: JobUsage | null;
}

/** The part of a job that its server's card shows. */
export type ServerJob = Pick<
  Job,
  'id' | 'phase' | 'reason' | 'reason_code' | 'account' | 'partition' | 'nodes' | 'node_list' | 'walltime_seconds'
>;

/** True for states in which something of the server runs or will run. */
export function isLiveServer(state: ServerState): boolean {
  return state === 'queued' || state === 'starting' || state === 'ready' || state === 'ending';
}
