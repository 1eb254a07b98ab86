/** What the value of an app's form field is. */
export const parameterTypes = ['string', 'number', 'integer', 'boolean', 'choice', 'file', 'directory'] as const;

/** A form field of an app; its value reaches the command as `$PARAM_<NAME>`. */
export interface AppParameter {
  name: string;
  label: string;
  type: (typeof parameterTypes)[number];
  help: string | null;
  /** Null: no default, so a value is required. */
  default: string | number | boolean | null;
  min: number | null;
  max: number | null;
  /** Only for `choice`. */
  choices: string[] | null;
}

/** `trame` speaks trame's flags and launcher protocol; `web` is any web service. */
export type AppKind = 'trame' | 'web';

/** An app file, checked and with its defaults filled in (docs/app-file.md is the reference of the fields). */
export interface TrameApp {
  /** The name of its directory; unique, the first Jupyter data path wins. */
  id: string;
  name: string;
  command: string;
  /** Absolute path of the directory that holds the app file. */
  directory: string;
  /** Absolute path of the app file. */
  file: string;
  /** As written, not expanded; null: where Jupyter was started. */
  workingDirectory: string | null;
  description: string;
  /** Absolute path of an image inside the app's directory, or null. */
  icon: string | null;
  category: string;
  tags: string[];
  kind: AppKind;
  unixSocket: boolean;
  absoluteUrl: boolean;
  environment: Record<string, string>;
  parameters: AppParameter[];
  dataDirectory: 'required' | 'optional' | 'none';
  ready: { path: string; timeoutMs: number };
  /** 0: never. */
  idleTimeoutMs: number;
  paraview: boolean;
  /** Where opening starts, below the proxy prefix; begins with "/". */
  path: string;
  runOn: 'local' | 'job';
  /** Defaults of the site's job form. */
  jobDefaults: Record<string, unknown>;
  singleInstance: boolean;
}

/** Why an app file cannot be used; line and column count from 1, null where the error has no place. */
export interface AppProblem {
  /** The name of the app's directory. */
  app: string;
  file: string;
  line: number | null;
  column: number | null;
  message: string;
  hint: string | null;
}

export interface AppListing {
  /** Sorted by name. */
  apps: TrameApp[];
  problems: AppProblem[];
  /** The directories that were looked through, in the order of precedence, whether or not they exist. */
  searched: string[];
}
