import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAnnouncer } from './announce.mjs';
import { runCommand, runScript, SetupError } from './setup-command.mjs';
import { hashFiles, readStamp, writeStamp } from './setup-stamp.mjs';

/**
 * Builds the wheel into dist/ where its sources have changed since. The same sources give the same bytes.
 *
 * @param {{ root: string, python: string, report?: (line: string) => void }} options `python` has hatchling
 * @returns {Promise<{ wheel: string, upToDate: boolean }>} path of the wheel, relative to root
 * @throws {SetupError}
 */
export async function ensureWheel({ root, python, report = () => {} }) {
  const stampFile = join(root, 'dist', 'wheel.json');
  const stamp = readStamp(stampFile);
  const sources = hashFiles(root, sourcePaths);
  if (stamp.sources === sources && existsSync(join(root, stamp.wheel))) return { wheel: stamp.wheel, upToDate: true };
  await buildDaemon(root, report);
  const staging = stage(root);
  for (const name of listWheels(root)) rmSync(join(root, 'dist', name));
  await runCommand(python, ['-m', 'hatchling', 'build', '--target', 'wheel', '--directory', join(root, 'dist')], {
    cwd: staging,
    report,
    what: 'The wheel could not be built',
  });
  const wheel = join('dist', listWheels(root)[0]);
  writeStamp(stampFile, { sources, wheel });
  return { wheel, upToDate: false };
}

const sourcePaths = [
  'LICENSE',
  'configurations',
  'examples',
  'icons',
  'launcher-entries',
  'package-lock.json',
  'package.json',
  'scripts/build.mjs',
  'scripts/build-api-docs.mjs',
  'scripts/build-page.mjs',
  'src',
];

async function buildDaemon(root, report) {
  // The bundler runs on the Node that the daemon is built for.
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(node)) throw new SetupError('The npm packages are missing.\nMend it with: npm ci');
  await runCommand(node, [join('scripts', 'build.mjs')], { cwd: root, report, what: 'The daemon could not be built' });
}

/** Puts together what the wheel is made of: hatchling cannot take a licence or files from above its project directory. */
function stage(root) {
  const staging = join(root, 'build', 'wheel');
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  const copy = (from, to) =>
    cpSync(join(root, from), join(staging, to), {
      recursive: true,
      filter: (path) => basename(path) !== '__pycache__',
    });
  copy('launcher-entries', '.');
  copy('LICENSE', 'LICENSE');
  copy('package.json', 'package.json');
  copy(join('dist', 'daemon'), join('trame_manager', 'daemon'));
  copy('examples', join('trame_manager', 'sample-apps'));
  return staging;
}

function listWheels(root) {
  return readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.whl'));
}

/** `npm run wheel [-- --python PYTHON]`: PYTHON has hatchling already; default: the environment of this checkout. */
async function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const given = process.argv.indexOf('--python');
  if (given > 0) {
    const announce = createAnnouncer({ total: 1 });
    await announce('Wheel', async (report) => {
      const { wheel, upToDate } = await ensureWheel({ root, python: process.argv[given + 1] ?? 'python3', report });
      return upToDate ? `up to date: ${wheel}` : wheel;
    });
    return;
  }
  const { setUp } = await import('./setup.mjs');
  await setUp({ root });
  console.log(`The wheel is ${join('dist', listWheels(root)[0])}`);
}

// Not awaited here: the set-up, which `main` imports, imports this file and would wait for it.
if (process.argv[1] === fileURLToPath(import.meta.url)) void runScript(main);
