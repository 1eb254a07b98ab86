import type { FormField } from './form.ts';

/** A site configuration, checked and with its defaults filled in (docs/site-configuration.md is the reference). */
export interface Site {
  /** File it was read from. */
  file: string;
  /** The name under which it is known: "desktop". */
  name: string;
  title: string;
  scheduler: 'none' | 'slurm';
  /** Shell commands run before every app command, for instance to make `module` available. */
  environmentCommands: string[];
  instances: {
    /** Upper bound of instances that run at once. */
    maximum: number;
    /** Idle time after which an instance ends, where the app file says nothing. 0: never. */
    idleTimeoutMs: number;
    /** How long cards of ended instances are kept. */
    keepStoppedMs: number;
    /** How long a stopped instance has between TERM and KILL. */
    stopGraceMs: number;
    /** A log is shortened to its newer half beyond this size. */
    maximumLogBytes: number;
  };
  /** How the scheduler is asked. */
  schedulerOptions: {
    /** After so long a command of the scheduler counts as hanging. */
    commandTimeoutMs: number;
    /** Directory of the scheduler's commands; null: PATH. */
    commandDirectory: string | null;
    /** Commands (as arguments) that print accounts, one a line, in place of the scheduler's own list; null: the scheduler's. */
    accountsCommand: string[] | null;
    /** A command that prints partitions as JSON (as Partition in domain/scheduler.ts); null: the scheduler's. */
    partitionsCommand: string[] | null;
  };
  paraview: ParaViewSite;
  /** How apps run as jobs; null: they do not. */
  jobs: JobTemplate | null;
  /** Where choosing a directory or a file begins: paths that may hold `~` and variables. */
  places: { title: string; path: string }[];
  /** Links shown on the page. */
  help: { title: string; url: string }[];
}

/** What a site says of ParaView servers. */
export interface ParaViewSite {
  /** `none`: only those that run by hand are shown; `local`: on this machine; `job`: by way of the scheduler. */
  start: 'none' | 'local' | 'job';
  /** Servers that somebody starts by hand: shown while they listen. */
  known: { name: string; host: string; port: number }[];
  /** The shell text that runs pvserver, here or in a job; it finds $PORT, $BIND_ADDRESS, $SESSION_DIR and $PARAM_<NAME>. */
  command: string;
  /** Servers can be started on this machine only where this program is on the PATH; null: everywhere. */
  requiredProgram: string | null;
  /** Only with `job`. */
  job: JobTemplate | null;
  /** Form fields of servers on this machine; those of jobs are in the template. */
  fields: FormField[];
  /** Appended to the first label of the host that a job announces: "n1.x" with "i" -> "n1i.x". Empty: as announced. */
  hostSuffix: string;
  /** Whether a server ends when its last client leaves, as pvserver 5.11 does. */
  endsWithLastClient: boolean;
  /** How long before the end of its time a server or job is shown as ending. */
  warnBeforeEndMs: number;
  /** How long a server may take from its start until it listens. */
  readyTimeoutMs: number;
}

/** A job as the site describes it: the script with its directives, and the form that fills it. */
export interface JobTemplate {
  /** Nunjucks; docs/site-configuration.md lists the variables. Every value comes out quoted for the shell. */
  template: string;
  fields: FormField[];
}

/** What a site file that says nothing of them means. */
export const siteDefaults: Pick<Site, 'schedulerOptions' | 'paraview' | 'jobs' | 'places'> = {
  schedulerOptions: {
    commandTimeoutMs: 15_000,
    commandDirectory: null,
    accountsCommand: null,
    partitionsCommand: null,
  },
  paraview: {
    start: 'none',
    known: [],
    command: '',
    requiredProgram: null,
    job: null,
    fields: [],
    hostSuffix: '',
    endsWithLastClient: true,
    warnBeforeEndMs: 600_000,
    readyTimeoutMs: 120_000,
  },
  jobs: null,
  places: [{ title: 'Home', path: '~' }],
};
