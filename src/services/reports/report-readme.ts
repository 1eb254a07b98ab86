import { type ReportEntryName, reportTexts as texts } from './texts.ts';

/** What README.txt tells. */
export interface ReadmeFacts {
  /** What it is on. */
  kind: 'instance' | 'server';
  /** Of that. */
  name: string;
  /** ISO 8601, UTC. */
  time: string;
  version: string;
  /** "Node.js" -> "v24.1.0" */
  versions: Record<string, string>;
  files: ReportEntryName[];
  /** By file, why it is not there, or not as usual. */
  missing: [name: ReportEntryName, why: string][];
}

/** The text of README.txt. */
export function reportReadme(facts: ReadmeFacts): string {
  const title = texts.title(facts.name);
  const missing = facts.missing.map(([name, why]) => `  ${name}: ${why}`);
  return [
    title,
    '='.repeat([...title].length),
    '',
    texts.made(facts.time, facts.version),
    '',
    texts.purpose,
    ...section(texts.versions, table(Object.entries(facts.versions))),
    ...section(texts.files, table(facts.files.map((name) => [name, texts.entries[name]]))),
    ...section(texts.missing, missing.length > 0 ? missing : [texts.nothingMissing]),
    ...section(texts.removed, [texts.removedText[facts.kind]]),
    '',
  ].join('\n');
}

function section(title: string, lines: string[]): string[] {
  return ['', title, '-'.repeat(title.length), ...lines];
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
