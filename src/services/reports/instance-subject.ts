import { join } from 'node:path';
import type { ReportText } from '../../domain/report.ts';
import type { TrameApp } from '../../domain/trame-app.ts';
import { allRead, asJson, daemonFiles, jobFiles, type NamedFile, withPlainWords } from './report-contents.ts';
import type { ReportParts } from './report-parts.ts';
import type { ReportSubject } from './report-subject.ts';
import { reportTexts as texts } from './texts.ts';

/** @throws ManagerError instance_not_found */
export function instanceSubject(parts: ReportParts, id: string): ReportSubject {
  const { instances, files, access } = parts;
  const listed = instances.get(id);
  const directory = instances.sessionDirectory(id);
  const own = (name: string) => files.read(join(directory, name));
  return {
    kind: 'instance',
    name: listed.name,
    directory,
    // trame's key, and the path of the remote control.
    secretFiles: ['auth.key', 'remote_control'],
    isToken: (word) => access.isSecret(id, word),
    async read(areSecretsKnown) {
      const instance = areSecretsKnown ? listed : { ...listed, log_tail: [], hint: null };
      const record = instances.record(id);
      const { app, file, why } = await findApp(parts, record.app);
      const found: NamedFile[] = [
        ['instance.json', asJson(withPlainWords(instance)), false],
        ['record.json', own('record.json'), false],
        ['app.yml', file, true],
        ['command.sh', own('command.sh'), true],
        ['script.sh', own('script.sh'), true],
        ...daemonFiles(parts),
        ...(record.job == null ? [] : jobFiles(parts, record.job, own('job-script'))),
      ];
      return {
        contents: await allRead(found),
        environment: app?.environment ?? {},
        versions: {},
        notes: why === null ? [] : [['app.yml', why]],
      };
    },
  };
}

/** The app file as it is now, if there is one; `why` says what is wrong with it. `app` null: it is gone or broken. */
async function findApp(
  { apps, files }: ReportParts,
  id: string,
): Promise<{ app: TrameApp | null; file: Promise<ReportText> | ReportText; why: string | null }> {
  const listing = await apps.list().catch(() => ({ apps: [], problems: [] }));
  const app = listing.apps.find((candidate) => candidate.id === id);
  if (app !== undefined) return { app, file: files.readLinked(app.file), why: null };
  const problem = listing.problems.find((candidate) => candidate.app === id);
  if (problem === undefined) return { app: null, file: { kind: 'unreadable', why: texts.appGone }, why: null };
  // What is no app file may be any file that a link leads to.
  return { app: null, file: files.read(problem.file), why: texts.appBroken(problem.message) };
}
