import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './setup-command.mjs';

/**
 * Installs the npm packages of package-lock.json where node_modules does not hold just these.
 *
 * @param {{ root: string, announce: import('./announce.mjs').Announce }} options
 * @throws {import('./setup-command.mjs').SetupError}
 */
export async function ensureNodePackages({ root, announce }) {
  const unfinished = join(root, '.cache', 'npm-unfinished');
  await announce('Node packages', async (report) => {
    // What an interrupted installation left may have packages with half of their files.
    if (existsSync(unfinished)) rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    else if (isInstalled(root)) return 'up to date';
    writeFileSync(unfinished, '');
    // Not `npm ci`: it refuses a lock file without every optional package for every platform (npm/cli issue 9846), and
    // a lock file that is written where some of them cannot be had lacks these.
    await runCommand('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=http'], {
      cwd: root,
      report: (line) => report(line.replace(/^npm http fetch GET 200 \S*\/(\S+).*/, 'fetched $1')),
      what: 'The npm packages could not be installed',
    });
    rmSync(unfinished);
  });
}

/** npm writes node_modules/.package-lock.json at the end of an installation: it lists what is there. */
function isInstalled(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = readPackages(hidden);
  return Object.entries(readPackages(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || wanted.optional || wanted.devOptional || installed[path]?.version === wanted.version,
  );
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
