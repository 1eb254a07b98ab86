import type { InstanceHost } from '../domain/instance-host.ts';
import type { Site } from '../domain/site.ts';
import type { InstanceBook, InstanceLog } from './instance-book.ts';
import type { AppCatalog, JobForms, JobQueue } from './ports.ts';
import type { StartTurns } from './start-turns.ts';

/** What is given to createInstances. */
export interface InstancesOptions {
  /** adapters/local-host.ts makes the real one. */
  host: InstanceHost;
  site: Site;
  /** How instances run as batch jobs; null (or missing): they do not. */
  jobs?: { queue: JobQueue; forms: JobForms } | null;
  /** Asked for the app when an instance is restarted. */
  apps: Pick<AppCatalog, 'get'>;
  /** Where Jupyter was started: the default of working and data directories. */
  workingDirectory: string;
  home: string;
  /** The daemon's environment. */
  env: NodeJS.ProcessEnv;
  /** Begins and ends with "/". */
  basePath: string;
  log: InstanceLog;
  /** Who may start on this machine at the same time; missing: one for each processor, at least two. */
  startTurns?: StartTurns;
  /** How often instances are looked at without a hint. */
  tickMs?: number;
}

/** What the parts of the instance service share. */
export interface InstanceContext extends InstancesOptions {
  book: InstanceBook;
  startTurns: StartTurns;
  /** Set by `close`: nothing is begun any more. */
  closed: boolean;
}

/** The time as records hold it: "2025-11-21T10:00:00.000Z". */
export function isoNow(): string {
  return new Date().toISOString();
}
