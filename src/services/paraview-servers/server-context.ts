import type { InstanceHost, SessionStore } from '../../domain/instance-host.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import type { Site } from '../../domain/site.ts';
import type { InstanceLog } from '../instance-book.ts';
import type { JobForms, JobQueue } from '../ports.ts';
import type { ServerBook } from './server-book.ts';

/** What is given to createParaViewServers. */
export interface ServersOptions {
  /** This machine; adapters/local-host.ts makes the real one. */
  host: Pick<
    InstanceHost,
    | 'identity'
    | 'self'
    | 'lifetime'
    | 'ports'
    | 'isAlive'
    | 'findProcesses'
    | 'signalProcess'
    | 'startKeeper'
    | 'whoListens'
    | 'makeScript'
    | 'readLogTail'
    | 'shortenLog'
  >;
  /** adapters/server-store.ts makes the real one. */
  store: SessionStore<ServerRecord>;
  site: Site;
  queue: JobQueue;
  forms: JobForms;
  /** adapters/job-command.ts. */
  jobs: JobCommands;
  /** What this machine tells of ParaView. */
  paraview: ParaViewHere;
  /** Where servers start: where Jupyter was started. */
  workingDirectory: string;
  /** The daemon's environment. */
  env: NodeJS.ProcessEnv;
  log: InstanceLog;
  /** How often servers are looked at without a hint; default 2 s. */
  tickMs?: number;
}

export interface JobCommands {
  /** The text of the file that a job runs. */
  command(options: {
    name: string;
    environmentCommands: string[];
    environment: Record<string, string>;
    workingDirectory: string;
    sessionDirectory: string;
    body: string;
    hostSuffix: string;
  }): string;
  /** Null where the job has not announced where it listens. */
  parseAddress(text: string): { host: string; address: string; port: number; at: string } | null;
}

export interface ParaViewHere {
  /** "5.11.0", null where it cannot be had; asked once. */
  version(): Promise<string | null>;
  /** What a server of this user does on a port of this machine, without disturbing it. */
  portUse(port: number): Promise<'listening' | 'busy' | 'none'>;
  /** True where a program can be run here. */
  isOnPath(program: string): boolean;
  /** The IP addresses of a host name; empty where it does not resolve. Never throws. */
  resolve(host: string): Promise<string[]>;
}

/** What the parts of this service share. */
export interface ServersContext extends ServersOptions {
  book: ServerBook;
  /** Ids of servers that are being started here: their directories are nobody else's yet. */
  starting: Set<string>;
  /** Set by `close`: nothing is begun any more. */
  closed: boolean;
}

/** The time as records hold it: "2025-11-21T10:00:00.000Z". */
export function isoNow(): string {
  return new Date().toISOString();
}
