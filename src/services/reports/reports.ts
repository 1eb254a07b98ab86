import { join } from 'node:path';
import { fileName } from '../../domain/file-name.ts';
import { redactingFilter } from '../../domain/redaction.ts';
import type { ReportEntry } from '../../domain/report.ts';
import { secretValues } from '../../domain/secret-names.ts';
import type { TextFilter } from '../../domain/text-filter.ts';
import { instanceSubject } from './instance-subject.ts';
import { reportLog } from './report-log.ts';
import type { ReportParts } from './report-parts.ts';
import { type ReadmeFacts, reportReadme } from './report-readme.ts';
import { readSecrets } from './report-secrets.ts';
import type { ReportContents, ReportSubject } from './report-subject.ts';
import { serverSubject } from './server-subject.ts';
import { reportTexts as texts } from './texts.ts';

/** A zip file with what tells why something fails, without secrets, made while it is read. */
export interface Report {
  fileName: string;
  content: AsyncIterable<Uint8Array>;
}

/** Reports for a help desk. */
export interface Reports {
  /** @throws ManagerError instance_not_found */
  ofInstance(id: string): Report;
  /** @throws ManagerError server_not_found, not_supported (not started here) */
  ofServer(id: string): Report;
}

export function createReports(parts: ReportParts): Reports {
  return {
    ofInstance: (id) => reportOn(parts, instanceSubject(parts, id)),
    ofServer: (id) => reportOn(parts, serverSubject(parts, id)),
  };
}

function reportOn(parts: ReportParts, subject: ReportSubject): Report {
  return {
    fileName: `${fileName(subject.name, subject.kind)}-report.zip`,
    content: parts.pack(entriesOf(parts, subject)),
  };
}

/** So much of the end of a log, in bytes. */
const maximumLogBytes = 5_000_000;

async function* entriesOf(parts: ReportParts, subject: ReportSubject): AsyncGenerator<ReportEntry> {
  const { files } = parts;
  const { directory } = subject;
  // Read before and after the log is opened: a restart renews both, and a log is of a run that one of the two belongs to.
  const before = await readSecrets(files, subject);
  const log = await files.openLog(join(directory, 'log'), maximumLogBytes);
  try {
    const after = await readSecrets(files, subject);
    const areKnown = before.areKnown && after.areKnown;
    const found = await subject.read(areKnown);
    const environments = [...secretValues(parts.env), ...secretValues(found.environment)];
    const secrets = [...parts.secrets, ...environments, ...before.values, ...after.values];
    const filter = (byWords: boolean) => redactingFilter({ secrets, byWords, isToken: subject.isToken });

    const time = new Date().toISOString();
    const noLog = log.kind === 'unreadable' ? log.why : areKnown ? null : texts.secretsUnknown;
    const readme = await describe(parts, subject, { ...found, time, noLog });
    yield { name: 'README.txt', content: filtered(readme, filter(false)) };
    for (const { name, found: file, byWords } of found.contents) {
      if (file.kind === 'text') yield { name, content: filtered(file.text, filter(byWords)) };
    }
    if (log.kind === 'open' && noLog === null) yield { name: 'log.txt', content: reportLog(log, filter(true), time) };
  } finally {
    // Also where nobody reads on.
    if (log.kind === 'open') log.close();
  }
}

async function describe(
  parts: ReportParts,
  { kind, name }: ReportSubject,
  found: ReportContents & { time: string; noLog: string | null },
): Promise<string> {
  const { time, contents, notes, noLog } = found;
  const files = contents.filter(({ found }) => found.kind === 'text').map((content) => content.name);
  const missing = contents.flatMap(({ name, found }): ReadmeFacts['missing'] =>
    found.kind === 'unreadable' ? [[name, found.why]] : [],
  );
  return reportReadme({
    kind,
    name,
    time,
    version: parts.version,
    versions: { ...(await parts.versions()), ...found.versions },
    files: noLog === null ? [...files, 'log.txt'] : files,
    missing: [...notes, ...missing, ...(noLog === null ? [] : ([['log.txt', noLog]] satisfies ReadmeFacts['missing']))],
  });
}

function* filtered(text: string, filter: TextFilter): Generator<Uint8Array> {
  yield Buffer.from(filter.push(Buffer.from(text).toString('latin1')) + filter.end(), 'latin1');
}
