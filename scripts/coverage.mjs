// `npm run coverage`: `npm test` with its words after "--", and after it a table of what the tests ran of the daemon's sources, also
// within the daemons that they started. It takes a third longer than `npm test`, and some gigabytes below .cache while it runs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = join(root, '.cache', 'coverage');
const node = join(root, 'node_modules', 'node', 'bin', 'node');

/** The page runs in a browser, bundled: what its tests reach of it cannot be seen from here. */
const report = [
  'report',
  `--temp-directory=${directory}`,
  `--reports-dir=${directory}`,
  '--reporter=text',
  '--src=src',
  '--all',
  '--extension=.ts',
  '--include=src/**/*.ts',
  '--exclude=src/web/**',
  '--merge-async',
];

await rm(directory, { recursive: true, force: true });
process.exitCode = await run(process.execPath, ['scripts/test.mjs', ...process.argv.slice(2)], directory);
await run(node, ['--max-old-space-size=4096', 'node_modules/c8/bin/c8.js', ...report]);
await rm(directory, { recursive: true, force: true });

/** Node writes what a process ran into `NODE_V8_COVERAGE` when it ends, and hands the variable on to its children. */
async function run(program, words, coverage) {
  const env = coverage === undefined ? process.env : { ...process.env, NODE_V8_COVERAGE: coverage };
  const child = spawn(program, words, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => child.kill(signal));
  const [status] = await once(child, 'exit');
  return status ?? 1;
}
