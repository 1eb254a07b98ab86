import { basename, dirname } from 'node:path';
import type { AppParameter, AppProblem, TrameApp } from '../domain/trame-app.ts';
import { readEnvironment } from './app-file-environment.ts';
import { findIcon } from './app-file-icon.ts';
import { readParameters } from './app-file-parameters.ts';
import { type AppFileContent, appFileSchema } from './app-file-schema.ts';
import type { YamlDocument } from './yaml-document.ts';
import { readYamlDocument } from './yaml-document-file.ts';
import { checkAgainst, type Finding, located } from './yaml-document-mismatches.ts';
import { DocumentError, type DocumentProblem, wholeFile } from './yaml-document-problem.ts';

/** What holds for apps whose files do not say it. */
export interface AppDefaults {
  /** 0: never. */
  idleTimeoutMs: number;
}

/** An app, or everything that is wrong with its file, in the order of the file. */
export type AppFileReading = { ok: true; app: TrameApp } | { ok: false; problems: AppProblem[] };

/** A file that was read and checked, except for its icon, which can come and go while the file stays the same. */
export interface ParsedAppFile {
  reading: AppFileReading;
  icon: { written: string; line: number; column: number } | null;
  /** False when the file system failed: the same file may be read at the next look. */
  lasting: boolean;
}

/** Reads and checks an app file: `readAppFile("/…/trame/cone/app.yml")` is the app "cone". Never throws. */
export async function readAppFile(file: string, defaults: AppDefaults = standard): Promise<AppFileReading> {
  return withIcon(await parseAppFile(file, defaults));
}

/** As `readAppFile`, but without a look for the icon. */
export async function parseAppFile(file: string, defaults: AppDefaults = standard): Promise<ParsedAppFile> {
  try {
    const document = await readYamlDocument(file);
    return parsed(file, document, defaults);
  } catch (error) {
    const known = error instanceof DocumentError;
    const problem = known ? error.problem : wholeFile(`It cannot be read: ${String(error)}.`);
    const lasting = known && !error.fromFileSystem;
    return { reading: { ok: false, problems: [appProblem(file, problem)] }, icon: null, lasting };
  }
}

/** Adds the icon as it is found now. */
export async function withIcon({ reading, icon }: ParsedAppFile): Promise<AppFileReading> {
  if (!reading.ok || icon === null) return reading;
  const found = await findIcon(reading.app.directory, icon.written);
  if (found.ok) return { ok: true, app: { ...reading.app, icon: found.icon } };
  const { line, column } = icon;
  const { message, hint } = found;
  return { ok: false, problems: [appProblem(reading.app.file, { line, column, message, hint })] };
}

/** A problem of the app whose file this is. */
export function appProblem(file: string, problem: DocumentProblem): AppProblem {
  return { app: basename(dirname(file)), file, ...problem };
}

const standard: AppDefaults = { idleTimeoutMs: 14_400_000 };
const standardReadyTimeoutSeconds = 90;

function parsed(file: string, document: YamlDocument, defaults: AppDefaults): ParsedAppFile {
  const failed = (findings: Finding[]): ParsedAppFile => ({
    reading: { ok: false, problems: located(document, findings).map((problem) => appProblem(file, problem)) },
    icon: null,
    lasting: true,
  });
  const checked = checkAgainst(appFileSchema, document.value);
  if (!checked.ok) return failed(checked.findings);
  const content = checked.value;
  const { parameters, findings: inParameters } = readParameters(content.parameters ?? [], document);
  const { environment, findings: inEnvironment } = readEnvironment(content.environment ?? {}, document);
  const findings = [...onlyForWeb(content), ...inParameters, ...inEnvironment];
  if (findings.length > 0) return failed(findings);
  const app = toApp(file, content, parameters, environment, defaults);
  const { icon } = content;
  return {
    reading: { ok: true, app },
    icon: icon === undefined ? null : { written: icon, ...document.place('/icon') },
    lasting: true,
  };
}

function onlyForWeb(content: AppFileContent): Finding[] {
  if (content.kind === 'web') return [];
  return (['unix_socket', 'absolute_url'] as const)
    .filter((field) => content[field] === true)
    .map((field) => ({
      pointer: `/${field}`,
      of: 'key',
      message: `"${field}" is only for apps of the kind "web"; trame apps cannot do that.`,
      hint: 'Add "kind: web", or remove it.',
    }));
}

function toApp(
  file: string,
  content: AppFileContent,
  parameters: AppParameter[],
  environment: Record<string, string>,
  defaults: AppDefaults,
): TrameApp {
  const { run_on = 'local', ...jobDefaults } = content.resources ?? {};
  const idleSeconds = content.idle_timeout_seconds;
  return {
    id: basename(dirname(file)),
    name: content.name,
    command: content.command,
    directory: dirname(file),
    file,
    workingDirectory: content.working_directory ?? null,
    description: content.description ?? '',
    icon: null,
    category: content.category ?? '',
    tags: content.tags ?? [],
    kind: content.kind ?? 'trame',
    unixSocket: content.unix_socket ?? false,
    absoluteUrl: content.absolute_url ?? false,
    environment,
    parameters,
    dataDirectory: content.data_directory ?? 'optional',
    ready: {
      path: content.ready?.path ?? '/',
      timeoutMs: (content.ready?.timeout_seconds ?? standardReadyTimeoutSeconds) * 1000,
    },
    idleTimeoutMs: idleSeconds === undefined ? defaults.idleTimeoutMs : idleSeconds * 1000,
    paraview: content.paraview ?? false,
    path: content.path ?? '/',
    runOn: run_on,
    jobDefaults,
    singleInstance: content.single_instance ?? false,
  };
}
