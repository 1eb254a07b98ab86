/**
 * What the services and the proxy ask of each other and of the outside world. The implementations are chosen in
 * server.ts.
 */
import type { EventEmitter } from 'node:events';
import type { Instance, InstanceRecord } from '../domain/instance.ts';
import type { AppListing, TrameApp } from '../domain/trame-app.ts';

/** The apps that can be launched, kept current. */
export interface AppCatalog extends EventEmitter<{ change: [AppListing] }> {
  /** The listing as last read. Looks again on disk when that is older than a few seconds. */
  list(): Promise<AppListing>;
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

export interface LaunchRequest {
  app: TrameApp;
  name: string | null;
  dataDirectory: string | null;
  parameters: Record<string, string | number | boolean>;
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
  /** Resolves when the command runs (state `starting`). @throws ManagerError launch_failed, state_not_writable, … */
  launch(request: LaunchRequest): Promise<Instance>;
  rename(id: string, name: string): Promise<Instance>;
  /** Returns at once; the end follows as a change. Stopping an ended instance changes nothing. */
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
