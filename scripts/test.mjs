// `npm test`: installs what the tests need, then runs every check and test. The last line is "N passed, N failed".
// `npm test -- test/domain` runs the tests below one path. A skipped test is named with its reason; without one it failed.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createAnnouncer } from './announce.mjs';
import { setUp, setupSteps } from './setup.mjs';
import { runScript } from './setup-command.mjs';
import { ensureTestPackages } from './test-packages.mjs';
import { ensureTestPythonPackages } from './test-python-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };

/** Each is one test. */
const checks = [
  ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['types of the daemon and the tests', 'tsc', ['--noEmit']],
  ['types of the page', 'tsc', ['--noEmit', '-p', 'src/web']],
  ['order of imports', 'depcruise', ['src', '--output-type', 'err']],
];

/** These start JupyterLab, Chromium or many processes: so many files at a time, after all others. */
const heavy = { 'test/e2e': 1, 'test/launcher-entries': 1, 'test/web': 1 };

// "    ok 3 - title # time=5ms", "    ok 4 - title # SKIP reason"
const testPoint = /^ {4}(not )?ok \d+ ?(.*?)(?: # (?:time=\S+|(SKIP|TODO)(.*)))*(?: \{)?$/i;

await runScript(async () => {
  const announce = createAnnouncer({ total: setupSteps + 2 });
  await ensureTestPackages(announce);
  const { python } = await setUp({ root, announce });
  await ensureTestPythonPackages({ root, python, announce });
  const only = process.argv.slice(2);
  const tally = { passed: 0, failed: 0, skipped: 0, reasons: [] };
  if (only.length === 0) for (const check of checks) await runCheck(check, tally);
  await buildTap();
  const light = (await readdir(join(root, 'test'), { withFileTypes: true }))
    .map(({ name }) => `test/${name}`)
    .filter((path) => !(path in heavy) && !['test/fixtures', 'test/support'].includes(path));
  if (only.length > 0) await runTests(only, 1, tally);
  else {
    await runTests(light, 2, tally);
    for (const [path, jobs] of Object.entries(heavy))
      if (existsSync(join(root, path))) await runTests([path], jobs, tally);
  }
  report(tally);
});

/** Once for each installation: a build that is made anew is missing for a moment, to whoever runs tests beside this. */
async function buildTap() {
  const stamp = join(root, 'node_modules', '.tap-built');
  const wanted = `${readFileSync(join(root, '.taprc'))}${readFileSync(join(root, 'node_modules/tap/package.json'))}`;
  const built = join(root, 'node_modules/@tapjs/test/test-built/dist/esm/index.js');
  if (existsSync(built) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await run('tap', ['build'], 'ignore');
  writeFileSync(stamp, wanted);
}

async function runCheck([title, command, args], tally) {
  process.stdout.write(`\n# ${title}\n`);
  const good = (await run(command, args)) === 0;
  tally[good ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${good ? 'ok' : 'not ok'} - ${title}\n`);
}

async function runTests(paths, jobs, tally) {
  process.stdout.write(`\n# ${paths.join(' ')}\n`);
  const files = paths.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`)).filter(hasTests);
  const child = spawn('tap', ['run', '--reporter=tap', `--jobs=${jobs}`, ...files], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const counted = { passed: 0, failed: 0, skipped: 0, reasons: [] };
  let block = [];
  for await (const line of createInterface({ input: child.stdout })) {
    block.push(line);
    if (!/^(not )?ok /.test(line)) continue;
    count(block, counted);
    // A file: one line where it passed, all that it said where not.
    process.stdout.write(`${line.startsWith('not') ? block.join('\n') : line}\n`);
    block = [];
  }
  const [status] = await closed;
  // A file that fails outside of its tests, or tap itself failing, counts too.
  if (status !== 0 && counted.failed === 0) {
    process.stdout.write(`${block.join('\n')}\n`);
    counted.failed = 1;
  }
  for (const key of ['passed', 'failed', 'skipped']) tally[key] += counted[key];
  tally.reasons.push(...counted.reasons);
}

function hasTests(pattern) {
  if (!pattern.endsWith('/**/*.test.ts')) return pattern.endsWith('.test.ts');
  return spawnSync('find', [join(root, pattern.slice(0, -13)), '-name', '*.test.ts']).stdout.length > 0;
}

/** Tests are the points one level below the files of a TAP stream (https://testanything.org/tap-version-14-specification.html). */
function count(lines, counted) {
  for (const line of lines) {
    const [point, not, title, directive, reason] = testPoint.exec(line) ?? [];
    if (point === undefined) continue;
    const silent = directive !== undefined && !reason?.trim();
    counted[not || silent ? 'failed' : directive ? 'skipped' : 'passed'] += 1;
    if (directive)
      counted.reasons.push(`${title.trim()}: ${reason?.trim() || 'no reason given, so it counts as failed'}`);
  }
}

function report({ passed, failed, skipped, reasons }) {
  for (const reason of reasons) process.stdout.write(`\nskipped ${reason}`);
  process.stdout.write(`\n\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

function run(command, args, stdio = 'inherit') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', stdio, stdio] });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
