/**
 * What was declared of an instance's link to a ParaView server, kept in its session directory so that it outlives the
 * daemon. Whether the link exists is not in it: that is asked.
 */
export interface ConnectionNote {
  /** Version of this layout. */
  version: 1;
  /** `started_at` of the run that it is about: after a restart of the instance it means nothing. */
  run: string;
  /** What it was connected to last; null: nothing, or disconnected as asked. */
  target: NotedTarget | null;
  /** ISO 8601, UTC: when the link to `target` was seen first; null: not yet. */
  connected_since: string | null;
  /** ISO 8601, UTC: when the link was found to be gone without having been asked to end; null: it was not. */
  lost_at: string | null;
  /** Id of the server that it is to be connected to as soon as both are ready. */
  waiting_for: string | null;
  /** ISO 8601, UTC. */
  waiting_since: string | null;
  /** How the last thing that was asked for ended, where that needs words. */
  outcome: ConnectionOutcome | null;
}

/** A server as it was when the app was connected to it: it may not be listed any more. */
export interface NotedTarget {
  /** Null: an address that is no listed server's. */
  server_id: string | null;
  /** As it stands in sentences: the server's name, or "host:port". */
  name: string;
  host: string;
  port: number;
  /** IP addresses of the host. */
  addresses: string[];
}

export interface ConnectionOutcome {
  state: 'failed' | 'disconnected';
  reason: string;
  hint: string | null;
  /** ISO 8601, UTC. */
  at: string;
}

/** Notes in session directories. adapters/connection-note-file.ts is the real one. */
export interface ConnectionNotes {
  /** Null: there is none, or none that can be used. */
  read(sessionDirectory: string): Promise<ConnectionNote | null>;
  /** Whole or not at all; a session directory that is gone or cannot be written is no error. */
  write(sessionDirectory: string, note: ConnectionNote): Promise<void>;
}

/** The note of a run of which nothing was declared yet. */
export function blankNote(run: string): ConnectionNote {
  return {
    version: 1,
    run,
    target: null,
    connected_since: null,
    lost_at: null,
    waiting_for: null,
    waiting_since: null,
    outcome: null,
  };
}
