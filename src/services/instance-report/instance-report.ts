import { join } from 'node:path';
import { fileName } from '../../domain/file-name.ts';
import type { Instance } from '../../domain/instance.ts';
import { redactingFilter } from '../../domain/redaction.ts';
import type { ReportEntry } from '../../domain/report.ts';
import { secretValues } from '../../domain/secret-names.ts';
import type { TextFilter } from '../../domain/text-filter.ts';
import { type ReportContent, readContents } from './report-contents.ts';
import { reportLog } from './report-log.ts';
import type { InstanceReportParts } from './report-parts.ts';
import { type ReadmeFacts, reportReadme } from './report-readme.ts';
import { readInstanceSecrets } from './report-secrets.ts';
import { reportTexts as texts } from './texts.ts';

/** Reports for a help desk. */
export interface InstanceReports {
  /**
   * A zip file with what tells why an instance fails, without secrets, made while it is read.
   * @throws ManagerError instance_not_found
   */
  make(id: string): { fileName: string; content: AsyncIterable<Uint8Array> };
}

export function createInstanceReports(parts: InstanceReportParts): InstanceReports {
  return {
    make(id) {
      const instance = parts.instances.get(id);
      return {
        fileName: `${fileName(instance.name, 'instance')}-report.zip`,
        content: parts.pack(entriesOf(parts, instance)),
      };
    },
  };
}

/** So much of the end of a log, in bytes. */
const maximumLogBytes = 5_000_000;

async function* entriesOf(parts: InstanceReportParts, listed: Instance): AsyncGenerator<ReportEntry> {
  const { instances, files, access } = parts;
  const directory = instances.sessionDirectory(listed.id);
  // Read before and after the log is opened: a restart renews both, and a log is of a run that one of the two belongs to.
  const before = await readInstanceSecrets(files, directory);
  const log = await files.openLog(join(directory, 'log'), maximumLogBytes);
  try {
    const after = await readInstanceSecrets(files, directory);
    const areKnown = before.areKnown && after.areKnown;
    const instance = areKnown ? listed : { ...listed, log_tail: [], hint: null };
    const { contents, app, notes } = await readContents(parts, instance, instances.record(listed.id));
    const environments = [...secretValues(parts.env), ...secretValues(app?.environment ?? {})];
    const secrets = [...parts.secrets, ...environments, ...before.values, ...after.values];
    const isToken = (word: string) => access.isSecret(listed.id, word);
    const filter = (byWords: boolean) => redactingFilter({ secrets, byWords, isToken });

    const time = new Date().toISOString();
    const noLog = log.kind === 'unreadable' ? log.why : areKnown ? null : texts.secretsUnknown;
    const readme = await describe(parts, { name: listed.name, time, contents, notes, noLog });
    yield { name: 'README.txt', content: filtered(readme, filter(false)) };
    for (const { name, found, byWords } of contents) {
      if (found.kind === 'text') yield { name, content: filtered(found.text, filter(byWords)) };
    }
    if (log.kind === 'open' && noLog === null) yield { name: 'log.txt', content: reportLog(log, filter(true), time) };
  } finally {
    // Also where nobody reads on.
    if (log.kind === 'open') log.close();
  }
}

async function describe(
  parts: InstanceReportParts,
  report: Pick<ReadmeFacts, 'name' | 'time'> & {
    contents: ReportContent[];
    notes: ReadmeFacts['missing'];
    noLog: string | null;
  },
): Promise<string> {
  const { name, time, contents, notes, noLog } = report;
  const files = contents.filter(({ found }) => found.kind === 'text').map((content) => content.name);
  const missing = contents.flatMap(({ name, found }): ReadmeFacts['missing'] =>
    found.kind === 'unreadable' ? [[name, found.why]] : [],
  );
  return reportReadme({
    name,
    time,
    version: parts.version,
    versions: await parts.versions(),
    files: noLog === null ? [...files, 'log.txt'] : files,
    missing: [...notes, ...missing, ...(noLog === null ? [] : ([['log.txt', noLog]] satisfies ReadmeFacts['missing']))],
  });
}

function* filtered(text: string, filter: TextFilter): Generator<Uint8Array> {
  yield Buffer.from(filter.push(Buffer.from(text).toString('latin1')) + filter.end(), 'latin1');
}
