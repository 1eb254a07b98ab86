import { join } from 'node:path';
import type { Instance, InstanceRecord } from '../../domain/instance.ts';
import { inheritable } from '../../domain/instance-environment.ts';
import { redactText } from '../../domain/redaction.ts';
import type { ReportText } from '../../domain/report.ts';
import type { TrameApp } from '../../domain/trame-app.ts';
import type { InstanceReportParts } from './report-parts.ts';
import { type ReportEntryName, reportTexts as texts } from './texts.ts';

/** A file of the report but for its secrets. `byWords`: see Redaction; not for values of parameters, which stay. */
export interface ReportContent {
  name: ReportEntryName;
  found: ReportText;
  byWords: boolean;
}

/** All files but the log. `app` is the app as it is now; null: it is gone or broken. */
export async function readContents(
  parts: InstanceReportParts,
  instance: Instance,
  record: Readonly<InstanceRecord>,
): Promise<{ contents: ReportContent[]; app: TrameApp | null; notes: [ReportEntryName, string][] }> {
  const { files, instances, site } = parts;
  const directory = instances.sessionDirectory(instance.id);
  const own = (name: string) => files.read(join(directory, name));
  const { app, file, why } = await findApp(parts, record.app);
  const always: Named[] = [
    ['instance.json', asJson(withPlainWords(instance)), false],
    ['record.json', own('record.json'), false],
    ['app.yml', file, true],
    ['command.sh', own('command.sh'), true],
    ['script.sh', own('script.sh'), true],
    ['settings.json', asJson(parts.settings), true],
    ['site.yml', files.readLinked(site.file), true],
    ['environment.txt', { kind: 'text', text: environmentNames(parts.env) }, false],
  ];
  const ofJob: Named[] = [
    ['job-script.sh', own('job-script'), true],
    ['scheduler.json', asJson(lastWords(parts, record)), true],
  ];
  const named = record.job == null ? always : [...always, ...ofJob];
  const contents = await Promise.all(
    named.map(async ([name, found, byWords]) => ({ name, found: await found, byWords })),
  );
  return { contents, app, notes: why === null ? [] : [['app.yml', why]] };
}

type Named = [name: ReportEntryName, found: Promise<ReportText> | ReportText, byWords: boolean];

/** The app file as it is now, if there is one; `why` says what is wrong with it. */
async function findApp(
  { apps, files }: InstanceReportParts,
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

/** What came out of the log is looked through as the log is. */
function withPlainWords(instance: Instance): Instance {
  const plain = (text: string) => redactText(text, { secrets: [], byWords: true, isToken: () => false });
  const { hint, state_reason: reason } = instance;
  return {
    ...instance,
    hint: hint && plain(hint),
    state_reason: reason && plain(reason),
    log_tail: instance.log_tail.map(plain),
  };
}

function lastWords({ queue }: InstanceReportParts, { job }: Readonly<InstanceRecord>) {
  return {
    scheduler: queue.title,
    contact: queue.contact(),
    job: job?.id == null ? null : (queue.find(job.id) ?? job.seen),
  };
}

function environmentNames(env: NodeJS.ProcessEnv): string {
  const passed = inheritable(env);
  const names = Object.keys(env).sort();
  return texts.environment + names.map((name) => `${name}${name in passed ? '' : texts.withheld}\n`).join('');
}

function asJson(value: unknown): ReportText {
  return { kind: 'text', text: `${JSON.stringify(value, null, 2)}\n` };
}
