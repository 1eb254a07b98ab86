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
  /** Links shown on the page. */
  help: { title: string; url: string }[];
}
