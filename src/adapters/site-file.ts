import { readdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { UsageError } from '../domain/errors.ts';
import { didYouMean } from '../domain/nearest-name.ts';
import { type Site, siteDefaults } from '../domain/site.ts';
import { createSafePlaces } from './safe-place.ts';
import { type SiteContent, siteFileSchema } from './site-file-schema.ts';
import { readJobTemplate } from './site-job-template.ts';
import { readParaView } from './site-paraview.ts';
import type { YamlDocument } from './yaml-document.ts';
import { readYamlDocument } from './yaml-document-file.ts';
import { checkAgainst, type Finding, located } from './yaml-document-mismatches.ts';
import { DocumentError, type DocumentProblem, problemLine, wholeFile } from './yaml-document-problem.ts';

/** A site, or everything that is wrong with its file, in the order of the file. */
export type SiteFileReading = { ok: true; site: Site } | { ok: false; problems: DocumentProblem[] };

/**
 * Finds and reads a site configuration. What holds a "/" or ends in .yml or .yaml is a file (a relative one counts from
 * the working directory); anything else is the name of a shipped one: "desktop" -> `<configurationsDirectory>/desktop.yml`.
 * @throws UsageError that names file, line, column, key and what mends it; for an unknown name, the names there are; for a
 * file that every user of the machine may change
 */
export async function resolveSite(nameOrPath: string, configurationsDirectory: string): Promise<Site> {
  const isFile = nameOrPath.includes('/') || yamlEndings.includes(extname(nameOrPath));
  const file = isFile ? resolve(nameOrPath) : await shippedFile(nameOrPath, configurationsDirectory);
  await checkPlace(file);
  const reading = await readSiteFile(file);
  if (reading.ok) return reading.site;
  const lines = reading.problems.map((problem) => problemLine(file, problem));
  throw new UsageError(`The site configuration cannot be used.\n${lines.join('\n')}`);
}

/** A site file names commands that are run. */
async function checkPlace(file: string): Promise<void> {
  const fault = await createSafePlaces()(file);
  if (fault === null) return;
  const line = problemLine(file, wholeFile(fault.message, fault.hint));
  throw new UsageError(`The site configuration cannot be used.\n${line}`);
}

/** What is wrong with a site file, in the order of the file; empty when it is good. Never throws. */
export async function checkSiteFile(file: string): Promise<DocumentProblem[]> {
  const reading = await readSiteFile(resolve(file));
  return reading.ok ? [] : reading.problems;
}

/** Reads and checks a site file. Its name without ending is the site's name. */
export async function readSiteFile(file: string): Promise<SiteFileReading> {
  try {
    const document = await readYamlDocument(file);
    const checked = checkAgainst(siteFileSchema, document.value);
    if (!checked.ok) return { ok: false, problems: located(document, checked.findings) };
    const { site, findings } = toSite(file, checked.value, document);
    return findings.length > 0 ? { ok: false, problems: located(document, findings) } : { ok: true, site };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { ok: false, problems: [error.problem] };
  }
}

const yamlEndings = ['.yml', '.yaml'];

async function shippedFile(name: string, directory: string): Promise<string> {
  const entries: string[] = await readdir(directory).catch(() => []);
  const names = entries.filter((entry) => extname(entry) === '.yml').map((entry) => basename(entry, '.yml'));
  if (names.includes(name)) return join(directory, `${name}.yml`);
  const guess = didYouMean(name, names);
  const shipped = names.length === 0 ? 'None is shipped' : `Shipped are: ${names.sort().join(', ')}`;
  throw new UsageError(
    `There is no site configuration "${name}".${guess === null ? '' : ` ${guess}`} ${shipped}. ` +
      `For a file of your own give its path, such as ./${name === '' ? 'site' : name}.yml.`,
  );
}

function toSite(file: string, content: SiteContent, document: YamlDocument): { site: Site; findings: Finding[] } {
  const { instances = {}, scheduler = 'none', jobs: written = null } = content;
  const name = basename(file, extname(file));
  const hasScheduler = scheduler !== 'none';
  const { paraview, findings } = readParaView(content.paraview ?? {}, document, hasScheduler);
  const jobs = written === null ? null : readJobTemplate(written, '/jobs', document, hasScheduler);
  const site: Site = {
    file,
    name,
    title: content.title ?? name,
    scheduler,
    schedulerOptions: schedulerOptions(content.scheduler_options ?? {}),
    environmentCommands: content.environment?.commands ?? [],
    instances: {
      maximum: instances.maximum ?? 50,
      idleTimeoutMs: (instances.idle_timeout_seconds ?? 14_400) * 1000,
      keepStoppedMs: (instances.keep_stopped_days ?? 7) * 86_400_000,
      stopGraceMs: (instances.stop_grace_seconds ?? 10) * 1000,
      maximumLogBytes: (instances.maximum_log_megabytes ?? 20) * 1_000_000,
    },
    paraview,
    jobs: jobs?.template ?? null,
    places: content.places ?? siteDefaults.places,
    help: content.help ?? [],
  };
  return { site, findings: [...findings, ...(jobs?.findings ?? [])] };
}

function schedulerOptions(options: NonNullable<SiteContent['scheduler_options']>): Site['schedulerOptions'] {
  const seconds = options.command_timeout_seconds;
  return {
    commandTimeoutMs: seconds === undefined ? siteDefaults.schedulerOptions.commandTimeoutMs : seconds * 1000,
    commandDirectory: options.command_directory ?? null,
    accountsCommand: options.accounts_command ?? null,
    partitionsCommand: options.partitions_command ?? null,
  };
}
