/** What an instance is to be connected to: a listed server, or any address. */
export type ConnectionTarget = { serverId: string } | { host: string; port: number };

export const connectionStates = [
  'disconnected',
  'waiting',
  'connecting',
  'connected',
  'disconnecting',
  'failed',
  'unknown',
] as const;

/**
 * `waiting` until server and app are ready, `failed` when the last attempt did, `unknown` where nobody can tell (the app
 * runs on another machine and the server's log is not at hand).
 */
export type ConnectionState = (typeof connectionStates)[number];

/** The link of an instance to a ParaView server, as the REST API shows it. The state is asked, not remembered. */
export interface InstanceConnection {
  state: ConnectionState;
  /** Null: not a listed server, or none. */
  server_id: string | null;
  host: string | null;
  port: number | null;
  /** ISO 8601, UTC: since when this state is seen. */
  since: string | null;
  /** Why it failed or is unknown, or that the server ended; null when the state says it all. */
  reason: string | null;
  hint: string | null;
}
