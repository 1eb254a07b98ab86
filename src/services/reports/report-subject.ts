import type { ReportText } from '../../domain/report.ts';
import type { ReportEntryName } from './texts.ts';

/** What a report is on: an instance or a ParaView server. */
export interface ReportSubject {
  kind: 'instance' | 'server';
  /** As its card shows it. */
  name: string;
  /** Its own directory, which holds its log. */
  directory: string;
  /** Files of that directory that are secrets. */
  secretFiles: readonly string[];
  /** True for secrets that stand in no file. */
  isToken(word: string): boolean;
  /** `areSecretsKnown` false: what came out of the log is left out. */
  read(areSecretsKnown: boolean): Promise<ReportContents>;
}

/** All but the log. */
export interface ReportContents {
  contents: ReportContent[];
  /** Beside the daemon's own, what its environment is: values of secrets are taken out. */
  environment: Record<string, string>;
  /** Beside those of Trame Manager: "ParaView" -> "5.11.0" */
  versions: Record<string, string>;
  /** What is to be said of files that are there. */
  notes: [name: ReportEntryName, why: string][];
}

/** A file of the report but for its secrets. `byWords`: see Redaction; not for values of parameters, which stay. */
export interface ReportContent {
  name: ReportEntryName;
  found: ReportText;
  byWords: boolean;
}
