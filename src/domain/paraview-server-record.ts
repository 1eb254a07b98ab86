import type { DaemonAtWork, ProcessIdentity } from './instance.ts';
import type { FormValues, ServerJob } from './paraview-server.ts';
import type { JobUsage } from './scheduler.ts';

/**
 * What a server's record.json holds: everything declared about it, and what nobody can ask any more once it is over. Times
 * are ISO 8601 in UTC. Servers that run by hand have none.
 */
export interface ServerRecord {
  /** Version of this layout. */
  version: 1;
  id: string;
  name: string;
  kind: 'local' | 'job';
  /** The form's values, checked. */
  values: FormValues;
  /** The server whose end this one waits for; null: none. */
  after_server_id: string | null;
  created_at: string;
  started_at: string | null;
  ready_at: string | null;
  ended_at: string | null;
  ends_at: string | null;
  /** Where clients connect, once known. */
  address: { host: string; port: number } | null;
  /** Of ParaView; null: not known. */
  paraview_version: string | null;
  /** Set when someone asked for the end, before anything is signalled or cancelled. */
  stop_requested_at: string | null;
  stop_reason: string | null;
  exit_code: number | null;
  signal: string | null;
  /** The verdict, once ended; before that only where it is being ended because it failed. */
  end_state: 'stopped' | 'failed' | null;
  state_reason: string | null;
  hint: string | null;
  usage: JobUsage | null;
  /** As InstanceRecord.launch_mark. */
  start_mark?: { key: string; request: string } | null;
  /** Set before its removal begins: whoever finds it brings that to its end. */
  removal_requested_at?: string | null;
  /** The daemon that starts, ends or removes it now; null (or missing): none. */
  at_work?: DaemonAtWork | null;
  /** Only on this machine. */
  local: LocalRun | null;
  /** Only by way of the scheduler. */
  job: JobRun | null;
}

export interface LocalRun {
  /** Host and boot on which it was started: elsewhere its pid means nothing. */
  host: string;
  boot_id: string;
  port: number;
  keeper: ProcessIdentity | null;
  process: ProcessIdentity | null;
}

export interface JobRun {
  /** Null between the making of the directory and the scheduler's answer. */
  id: string | null;
  name: string;
  /** How often the scheduler put it back into the queue. */
  restarts: number;
  expected_start_at: string | null;
  /** As last seen in the queue or in the accounting. */
  seen: ServerJob | null;
}

/** What a record says of its start and end before there is one. */
export const notStarted = {
  started_at: null,
  ready_at: null,
  ended_at: null,
  ends_at: null,
  address: null,
  paraview_version: null,
  stop_requested_at: null,
  stop_reason: null,
  exit_code: null,
  signal: null,
  end_state: null,
  state_reason: null,
  hint: null,
  usage: null,
} as const satisfies Partial<ServerRecord>;

/** What stands in a record's place for everything that is not known of a server. `now` is ISO 8601, UTC. */
export function blankServerRecord(id: string, now: string): ServerRecord {
  return {
    ...notStarted,
    version: 1,
    id,
    name: `Damaged record ${id}`,
    kind: 'job',
    values: {},
    after_server_id: null,
    created_at: now,
    local: null,
    job: { id: null, name: '', restarts: 0, expected_start_at: null, seen: null },
  };
}
