import type { ExitStatus, HostIdentity, InstanceRecord, JobAddress, ProcessIdentity } from './instance.ts';

/** The machine that instances run on, as the services see it. adapters/local-host.ts is the real one. */
export interface InstanceHost {
  identity: HostIdentity;
  /** This daemon's own process. */
  self: ProcessIdentity;
  lifetime: HostLifetime;
  sessions: SessionStore;
  ports: PortBook;
  /** True while this very process runs: its pid may be another's by now, and a zombie does not run. */
  isAlive(identity: ProcessIdentity | null): boolean;
  /** For how long a process has run, by the kernel's own count, which nobody sets; null: it does not run. */
  runsForMs(identity: ProcessIdentity | null): number | null;
  /** True while this very process is stopped by a signal: it is there, but does nothing. */
  isSuspended(process: ProcessIdentity | null): boolean;
  /** All running processes of an instance, its keeper too. Reads the whole process table: not for each tick. */
  findProcesses(mark: InstanceMark): Promise<FoundProcess[]>;
  /** Sends a signal if this very process still runs; `wholeGroup` sends it to all of its process group. */
  signalProcess(target: FoundProcess, signal: NodeJS.Signals, wholeGroup: boolean): void;
  /** CPU time in ticks (100 a second) and resident memory of a process and its descendants; null where it is gone. */
  measureTree(root: ProcessIdentity): { cpuTicks: number; memoryBytes: number } | null;
  /** Starts script.sh of a session directory under a keeper. @throws ManagerError launch_failed */
  startKeeper(sessionDirectory: string, env: Record<string, string>): Promise<StartedKeeper>;
  probeHttp(target: ProbeTarget, path: string, timeoutMs: number): Promise<ProbeResult>;
  /** Who answers on 127.0.0.1:port: a process of this user, another user's, or nobody. */
  whoListens(port: number): Promise<'own' | 'foreign' | 'none'>;
  /** INSTANCE_ARGS, with links for paths that word splitting would break. */
  makeArguments(given: InstanceArguments): Promise<string>;
  /** A path for a unix socket in a directory of this user alone, where nothing is yet. */
  makeSocketPath(id: string): Promise<string>;
  /** Removes what makeArguments and makeSocketPath left outside the session directory. */
  removeOutside(id: string): Promise<void>;
  /** The text of script.sh. */
  makeScript(options: ScriptOptions): string;
  /** The text of what a batch job runs. It completes INSTANCE_ARGS and BASE_URL on its node. */
  makeJobScript(options: JobScriptOptions): string;
  /** Where the job of an instance said that it listens; null: it has not yet. */
  readAddress(id: string): Promise<JobAddress | null>;
  /** Null where the directory can be entered and listed, else what is wrong with it: "does not exist". */
  directoryFault(path: string): Promise<string | null>;
  /** The last `lines` lines of a log. */
  readLogTail(file: string, lines: number): Promise<string>;
  /** Cuts a log that is longer than this to its newer half. */
  shortenLog(file: string, maximumBytes: number): Promise<boolean>;
}

export interface ScriptOptions {
  name: string;
  environmentCommands: string[];
  workingDirectory: string;
  /** The file with the app's own command. */
  commandFile: string;
}

export interface JobScriptOptions extends ScriptOptions {
  arguments: InstanceArguments;
  environment: Record<string, string>;
  /** The port to be tried first. */
  preferredPort: number;
  /** See ParaViewSite.hostSuffix. */
  hostSuffix: string;
  /** The public path: what comes before the host, the host (null: the one that the job runs on), what comes after. */
  basePath: { before: string; host: string | null; after: string };
}

/** What instances on this machine end with; nulls where they outlive Jupyter. */
export interface HostLifetime {
  /** Completes "It ends with …": "the Slurm job 4711 that Jupyter runs in". */
  endsWith: string | null;
  /** ISO 8601, UTC; null where no time is set or known. */
  endsAt: string | null;
}

/** A file to write into a new session directory; all are readable by the user alone. */
export interface SessionFile {
  name: string;
  text: string;
}

/** What a look at one session directory found. `damage` says why there is no record, in a sentence. */
export type FoundSession<R = InstanceRecord> =
  /** `isNewer`: a newer Trame Manager wrote it. What is understood of it is shown, and nothing is written to it. */
  | { kind: 'record'; record: R; isNewer: boolean }
  | { kind: 'damaged'; damage: string }
  /** The session directory was removed. */
  | { kind: 'gone' }
  /** It cannot be asked now (a network file system that does not answer): what was known stays. */
  | { kind: 'unknown'; why: string };

/**
 * Records with a directory each, shared by all daemons that use this state directory: instances in `<state>/sessions/<id>/`,
 * ParaView servers in `<state>/servers/<id>/`.
 */
export interface SessionStore<R = InstanceRecord> {
  directory(id: string): string;
  /** Ids of all session directories; empty where there is no state directory yet. */
  list(): Promise<string[]>;
  /** Changes nothing, and never throws for what a file holds. */
  read(id: string): Promise<FoundSession<R>>;
  /** Makes a session directory that is complete from the first moment on. @throws ManagerError state_not_writable */
  create(record: R, files: SessionFile[]): Promise<void>;
  /**
   * Reads the record, asks `change` what changes (null: nothing), writes it, while all other daemons wait that want to change
   * it. Gives the record as it is then; null: there is none.
   *
   * @param durable waits until the change would survive a power cut, which is the default. Without it a power cut within seconds
   *   leaves the record as it was, whole.
   * @throws ManagerError state_not_writable; not_supported for one that a newer version wrote; what `change` throws
   */
  update(id: string, change: (record: R) => Partial<R> | null, durable?: boolean): Promise<R | null>;
  /**
   * Where a record is damaged: renames it aside and writes in its place what `standIn` makes, given a sentence that says what
   * was wrong and where it is kept. Gives what is there then. @throws ManagerError state_not_writable
   */
  restore(id: string, standIn: (damage: string) => Promise<R>): Promise<FoundSession<R>>;
  /** Does `work` while no other daemon does what has this name. @throws ManagerError state_not_writable; what `work` throws */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Writes files for another run, and puts the last run's log aside. @throws ManagerError state_not_writable */
  renew(id: string, files: SessionFile[]): Promise<void>;
  remove(id: string): Promise<void>;
  /** Null: it has not ended, or nobody noted the end. */
  readExitStatus(id: string): Promise<ExitStatus | null>;
  /** What the keeper noted of itself and the command. */
  readProcesses(id: string): Promise<{ keeper: ProcessIdentity; command: ProcessIdentity } | null>;
  /** A secret or another small file; empty where there is none. */
  readText(id: string, name: string): Promise<string>;
  /** Notes that someone watches now. Failing is not worth a word. */
  touchWatched(id: string): Promise<void>;
  /** When someone last watched, in ms; null: never. */
  lastWatchedAt(id: string): Promise<number | null>;
  /** Calls back (a hint, not a promise) when something in a session changed; null: the list of sessions did. */
  watchSessions(onHint: () => void): () => void;
  watchSession(id: string, onHint: (file: string) => void): () => void;
}

/** TCP ports of this machine, given out to one instance at a time among all daemons of this user. */
export interface PortBook {
  /**
   * Reserves a free port. `preferred` are tried first, in their order; `avoided` are not taken even if they are free. Call
   * `release` when the app listens (the kernel then holds the port) or ended.
   */
  reserve(preferred: number[], avoided: ReadonlySet<number>): Promise<number>;
  release(port: number): Promise<void>;
}

/** A process as found in /proc. */
export interface FoundProcess extends ProcessIdentity {
  parent: number;
  group: number;
  session: number;
}

/** Names the processes of one instance. */
export interface InstanceMark {
  id: string;
  sessionDirectory: string;
  /** Its pid is the number of the session; null where it is not known. */
  keeper: ProcessIdentity | null;
}

/** A command that runs, and the keeper that waits for it. */
export interface StartedKeeper {
  keeper: ProcessIdentity;
  command: ProcessIdentity;
  /** Resolves when the keeper ended, which is after it noted how the command ended. */
  ended: Promise<void>;
}

/** Where to ask. */
export type ProbeTarget = { kind: 'tcp'; host: string; port: number } | { kind: 'unix'; path: string };

/**
 * What an attempt found: `answered` with the HTTP status, `refused` when nothing listens, `silent` when something accepts
 * but does not answer HTTP in time, `foreign` when the port belongs to another user.
 */
export type ProbeResult = { kind: 'answered'; status: number } | { kind: 'refused' | 'silent' | 'foreign' };

/** What the words of INSTANCE_ARGS tell. */
export interface InstanceArguments {
  kind: 'trame' | 'web';
  id: string;
  sessionDirectory: string;
  port: number | null;
  /** Absolute; null: the app takes none. */
  dataDirectory: string | null;
  keyFile: string;
  idleTimeoutSeconds: number;
}
