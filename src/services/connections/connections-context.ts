import type { ConnectionState, ConnectionTarget, InstanceConnection } from '../../domain/connection.ts';
import type { ConnectionNote, ConnectionNotes, NotedTarget } from '../../domain/connection-note.ts';
import type { Instance } from '../../domain/instance.ts';
import type { InstanceHost } from '../../domain/instance-host.ts';
import type { HandshakeWitness } from '../../domain/paraview-log.ts';
import type { RemoteControl } from '../../domain/remote-control.ts';
import type { NetworkView } from '../../domain/tcp-table.ts';
import type { Instances, ParaViewServers } from '../ports.ts';

/** What is given to createConnections. */
export interface ConnectionsOptions {
  instances: Instances;
  servers: ParaViewServers;
  host: Pick<InstanceHost, 'findProcesses' | 'readLogTail'> & {
    sessions: Pick<InstanceHost['sessions'], 'readText'>;
  };
  remoteControl: RemoteControl;
  network: NetworkView;
  witness: HandshakeWitness;
  notes: ConnectionNotes;
  log: { info(details: object, message: string): void; error(details: object, message: string): void };
  /** When the instances and servers of other daemons were found: no link is looked at before. */
  takenOver: Promise<void>;
  /** How long an app may take to connect; 30 s without. ParaView itself goes on trying for 60 s, in which the app stands still. */
  connectTimeoutMs?: number;
  /** How often links are looked at while there is an app that could have one; 5 s without. */
  pollMs?: number;
}

/** An instance that can be connected, as this daemon knows its link. */
export interface Entry {
  id: string;
  note: ConnectionNote;
  /** As last shown. */
  shown: InstanceConnection;
  /** Set while the app is being connected or disconnected. */
  attempt: Attempt | null;
}

export interface Attempt {
  state: Extract<ConnectionState, 'connecting' | 'disconnecting'>;
  /** What was asked for; null: to disconnect. */
  target: ConnectionTarget | null;
  /** Null until the address is found. */
  goal: NotedTarget | null;
  since: string;
  done: Promise<InstanceConnection>;
}

/** What the parts of the service share. */
export interface ConnectionsContext extends ConnectionsOptions {
  connectTimeoutMs: number;
  /** Looks at all links anew, and shows what changed. */
  refresh(): Promise<void>;
  /** Shows an entry as it stands, without asking. */
  show(entry: Entry): void;
  /** Changes what is declared, in memory at once and then on disk. */
  save(entry: Entry, patch: Partial<ConnectionNote>): Promise<void>;
}

/** The time as notes hold it: "2025-11-21T10:00:00.000Z". */
export function isoNow(): string {
  return new Date().toISOString();
}

/** True where the instance's processes are on another machine: a job, or one of another login node. */
export function isElsewhere(instance: Instance): boolean {
  return instance.job !== null || instance.state === 'lost';
}

/** True while the app answers, also shortly before its time is over. */
export function answers(instance: Instance): boolean {
  return instance.ready_at !== null && (instance.state === 'ready' || instance.state === 'ending');
}
