import type { PackReport, ReportFiles } from '../../domain/report.ts';
import type { Site } from '../../domain/site.ts';
import type { AccessTokens } from '../access-tokens.ts';
import type { AppCatalog, Instances, JobQueue, ParaViewServers } from '../ports.ts';

/** What reports are made from. */
export interface ReportParts {
  instances: Pick<Instances, 'get' | 'record' | 'sessionDirectory'>;
  servers: Pick<ParaViewServers, 'get' | 'record' | 'sessionDirectory'>;
  apps: Pick<AppCatalog, 'list'>;
  queue: Pick<JobQueue, 'title' | 'find' | 'contact'>;
  access: Pick<AccessTokens, 'isSecret'>;
  files: ReportFiles;
  pack: PackReport;
  site: Pick<Site, 'file'>;
  /** The daemon's own. */
  env: NodeJS.ProcessEnv;
  /** What the daemon keeps to itself beside its environment: its token. */
  secrets: string[];
  /** Of Trame Manager. */
  version: string;
  /** "Node.js" -> "v24.1.0" */
  versions: () => Promise<Record<string, string>>;
  /** How the daemon was started, as JSON shows it. */
  settings: unknown;
}
