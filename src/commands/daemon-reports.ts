import { describeOperatingSystem } from '../adapters/operating-system.ts';
import { createPatience } from '../adapters/patience.ts';
import { createReportFiles } from '../adapters/report-files.ts';
import { packZip } from '../adapters/zip-archive.ts';
import type { Site } from '../domain/site.ts';
import type { ReportParts } from '../services/reports/report-parts.ts';
import { createReports, type Reports } from '../services/reports/reports.ts';
import type { Settings } from '../settings.ts';

export interface DaemonReportsOptions
  extends Pick<ReportParts, 'instances' | 'servers' | 'apps' | 'queue' | 'access' | 'env'> {
  settings: Settings;
  site: Site;
  /** Who and where this daemon is. */
  system: { version: string; user: string; host: string };
  workingDirectory: string;
  /** See DaemonOptions. */
  token: string | undefined;
}

/** How long a report waits for a file that a file system does not show. */
const fileAnswerMs = 5_000;

/** Reports on the instances and ParaView servers of this daemon, from the real files. */
export function createDaemonReports(options: DaemonReportsOptions): Reports {
  const { system, token } = options;
  return createReports({
    ...options,
    files: createReportFiles(createPatience(fileAnswerMs)),
    pack: packZip,
    secrets: token === undefined ? [] : [token],
    version: system.version,
    versions: async () => ({
      'Trame Manager': system.version,
      'Node.js': process.version,
      System: await describeOperatingSystem(),
      Host: system.host,
      User: system.user,
    }),
    settings: describeSettings(options),
  });
}

function describeSettings({ settings, site, workingDirectory }: DaemonReportsOptions) {
  const { token: _token, ...told } = settings;
  const { name, title, file, scheduler, schedulerOptions, instances } = site;
  return { ...told, workingDirectory, site: { name, title, file, scheduler, schedulerOptions, instances } };
}
