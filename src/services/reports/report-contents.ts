import { inheritable } from '../../domain/instance-environment.ts';
import { redactText } from '../../domain/redaction.ts';
import type { ReportText } from '../../domain/report.ts';
import type { ReportParts } from './report-parts.ts';
import type { ReportContent } from './report-subject.ts';
import { type ReportEntryName, reportTexts as texts } from './texts.ts';

/** A file that is still being read. */
export type NamedFile = [name: ReportEntryName, found: Promise<ReportText> | ReportText, byWords: boolean];

/** Waits for all of them. */
export function allRead(files: NamedFile[]): Promise<ReportContent[]> {
  return Promise.all(files.map(async ([name, found, byWords]) => ({ name, found: await found, byWords })));
}

/** What a report has of the daemon, whatever it is on. */
export function daemonFiles({ files, settings, site, env }: ReportParts): NamedFile[] {
  return [
    ['settings.json', asJson(settings), true],
    ['site.yml', files.readLinked(site.file), true],
    ['environment.txt', { kind: 'text', text: environmentNames(env) }, false],
  ];
}

/** What a report has of a job: its script, and the scheduler's last words. */
export function jobFiles(
  { queue }: ReportParts,
  job: { id: string | null; seen?: unknown },
  script: Promise<ReportText>,
): NamedFile[] {
  const lastWords = {
    scheduler: queue.title,
    contact: queue.contact(),
    job: job.id === null ? null : (queue.find(job.id) ?? job.seen ?? null),
  };
  return [
    ['job-script.sh', script, true],
    ['scheduler.json', asJson(lastWords), true],
  ];
}

/** What came out of the log is looked through as the log is. */
export function withPlainWords<T extends FromLog>(shown: T): T {
  const plain = (text: string) => redactText(text, { secrets: [], byWords: true, isToken: () => false });
  const { hint, state_reason: reason } = shown;
  return {
    ...shown,
    hint: hint && plain(hint),
    state_reason: reason && plain(reason),
    log_tail: shown.log_tail.map(plain),
  };
}

interface FromLog {
  hint: string | null;
  state_reason: string | null;
  log_tail: string[];
}

export function asJson(value: unknown): ReportText {
  return { kind: 'text', text: `${JSON.stringify(value, null, 2)}\n` };
}

function environmentNames(env: NodeJS.ProcessEnv): string {
  const passed = inheritable(env);
  const names = Object.keys(env).sort();
  return texts.environment + names.map((name) => `${name}${name in passed ? '' : texts.withheld}\n`).join('');
}
