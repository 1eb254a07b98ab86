import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { probeCommand } from '../adapters/command-probe.ts';
import { descriptorLimit } from '../adapters/descriptor-limit.ts';
import { resolveSite } from '../adapters/site-file.ts';
import { checkStateDirectory } from '../adapters/state-directory.ts';
import { probeWritable } from '../adapters/writable-probe.ts';
import { terminalText } from '../domain/plain-text.ts';
import { readSharedSettings } from '../settings.ts';
import { describeProblem, discoverApps } from './apps.ts';
import type { Installation } from './installation.ts';

/** One line of the report. `mend` is a command or an action. */
interface Finding {
  good: boolean;
  /** Something optional: its absence is no failure. */
  optional?: boolean;
  what: string;
  mend?: string;
}

/**
 * `trame-manager doctor`: checks the set-up and says what was found, what is missing and how to mend it.
 *
 * @returns 0 when everything that is needed is there, else 1
 */
export async function runDoctor(args: string[], installation: Installation): Promise<number> {
  const settings = readSharedSettings(args, process.env);
  const findings = [
    { good: true, what: `trame-manager ${installation.version}, Node.js ${process.versions.node}` },
    checkPage(installation),
    await checkConfiguration(settings.configuration, installation),
    ...(await lookAtStateDirectory(settings.stateDirectory)),
    checkDescriptors(),
    await checkBash(),
    await checkModule(),
    ...(await checkApps(args, installation)),
  ];
  for (const finding of findings) process.stdout.write(terminalText(describe(finding)));
  const failed = findings.filter(({ good, optional }) => !good && !optional).length;
  process.stdout.write(failed === 0 ? '\nAll that is needed is there.\n' : `\nTo mend: ${failed}\n`);
  return failed === 0 ? 0 : 1;
}

function describe({ good, optional, what, mend }: Finding): string {
  const mark = good ? 'ok     ' : optional ? 'note   ' : 'MISSING';
  return `${mark} ${what}\n${mend === undefined || good ? '' : `        -> ${mend}\n`}`;
}

function checkPage({ pageDirectory }: Installation): Finding {
  const good = existsSync(join(pageDirectory, 'index.html'));
  const what = good ? 'the launcher page is built' : `the launcher page is missing from ${pageDirectory}`;
  return { good, what, mend: 'npm run build (in a checkout), or install the wheel again' };
}

async function checkConfiguration(configuration: string, installation: Installation): Promise<Finding> {
  try {
    const site = await resolveSite(configuration, installation.configurationsDirectory);
    return { good: true, what: `configuration "${site.name}": ${site.title} (${site.file})` };
  } catch (error) {
    return { good: false, what: (error as Error).message, mend: 'trame-manager configuration check FILE' };
  }
}

async function lookAtStateDirectory(directory: string): Promise<Finding[]> {
  const mend = 'choose another one with TRAME_MANAGER_STATE_DIR';
  try {
    const doubts = await checkStateDirectory(directory);
    const reason = await probeWritable(directory);
    const what = reason === null ? `state directory ${directory}` : `state directory ${directory}: ${reason}`;
    return [
      { good: reason === null, what, mend },
      ...doubts.map((doubt) => ({ good: false, optional: true, what: doubt })),
    ];
  } catch (error) {
    return [{ good: false, what: (error as Error).message, mend }];
  }
}

/** Each open connection takes a descriptor, one through the proxy two; the daemon itself about 50. */
const fewDescriptors = 1024;

function checkDescriptors(limit = descriptorLimit()): Finding {
  const what =
    limit === null ? 'no limit of open files is known' : `${limit} files and connections may be open at once`;
  return {
    good: limit === null || limit >= fewDescriptors,
    optional: true,
    what,
    mend: `raise the limit where Jupyter is started: ulimit -Hn ${fewDescriptors}, or ask who runs the machine`,
  };
}

async function checkBash(): Promise<Finding> {
  const version = await probeCommand('bash', ['-c', 'echo $BASH_VERSION']);
  if (version === null) return { good: false, what: 'bash is missing', mend: 'apt install bash' };
  return { good: true, what: `bash ${version}` };
}

async function checkModule(): Promise<Finding> {
  const found = (await probeCommand('bash', ['-lc', 'type -t module'])) !== null;
  return found
    ? { good: true, what: 'the "module" command' }
    : {
        good: false,
        optional: true,
        what: 'no "module" command: app files that use it will fail',
        mend: 'apt install environment-modules, if your apps need it',
      };
}

async function checkApps(args: string[], installation: Installation): Promise<Finding[]> {
  try {
    const { listing } = await discoverApps(args, installation);
    const mend = `make ${join(listing.searched[0] ?? '~/.local/share/jupyter/trame', '<app>', 'app.yml')}`;
    const what = `${listing.apps.length} apps in ${listing.searched.length} directories`;
    return [
      { good: listing.apps.length > 0, optional: true, what, mend },
      ...listing.problems.map((problem) => ({ good: false, what: describeProblem(problem) })),
    ];
  } catch {
    // The configuration was reported above.
    return [];
  }
}
