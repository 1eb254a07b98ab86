/**
 * `npm run startup -- [--write] [--tries N]`: how long the daemon, as the wheel holds and starts it, takes from its start to its
 * first answers (the page, then the list of instances), with 200 old records. The first start after an installation is told by
 * itself: the ones after it find compiled code. Keeps the figures only with `--write`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from '../scripts/build.mjs';
import { percentile, saveFigures } from './figures.ts';
import { usersNodeArguments } from './load/measured-daemon.ts';
import { makeOldRecords } from './startup/old-records.ts';

const records = 200;
const limitMs = 60_000;

const { values } = parseArgs({
  options: {
    tries: { type: 'string', default: '20' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});
const tries = values.quick ? 3 : Number(values.tries);
const place = mkdtempSync('/tmp/trame-manager-startup-');
try {
  console.log(`Building the daemon, then starting it ${tries} times with ${records} old records …`);
  await buildAll(place);
  const pages: number[] = [];
  const lists: number[] = [];
  const bare: number[] = [];
  for (let attempt = 0; attempt <= tries; attempt += 1) {
    makeOldRecords(join(place, 'state'), records);
    const { pageMs, listMs } = await startOnce(join(place, 'daemon', 'main.js'), attempt === 0);
    console.log(`page after ${pageMs.toFixed(0)} ms, list after ${listMs.toFixed(0)} ms`);
    pages.push(pageMs);
    lists.push(listMs);
    bare.push(await bareNodeMs());
  }
  const [firstStart = 0, ...later] = pages;
  const spread = (samples: number[]) => ({
    p50: Math.round(percentile(samples, 0.5)),
    p99: Math.round(percentile(samples, 0.99)),
  });
  const figures = {
    first_start_ms: Math.round(firstStart),
    first_answer_ms: spread(later),
    list_ms: spread(lists.slice(1)),
    bare_node_ms: Math.round(percentile(bare, 0.5)),
  };
  console.log(JSON.stringify(figures, null, 2));
  if (values.write) saveFigures('startup', { records, tries, ...figures });
} finally {
  rmSync(place, { recursive: true, force: true });
}

async function startOnce(main: string, isFirst: boolean): Promise<{ pageMs: number; listMs: number }> {
  const home = join(place, 'home');
  const socketPath = join(place, 'run', 'daemon.sock');
  mkdirSync(home, { recursive: true });
  const startedAt = performance.now();
  const words = [...usersNodeArguments, main, 'serve', '--socket', socketPath, '--state-dir', join(place, 'state')];
  const child = spawn(process.execPath, words, {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, JUPYTER_DATA_DIR: join(home, 'jupyter') },
    stdio: 'ignore',
  });
  try {
    while ((await ask(socketPath, '/')) !== 200) await nextTry(child, startedAt);
    const pageMs = performance.now() - startedAt;
    if ((await ask(socketPath, '/api/v1/instances')) !== 200) throw new Error('The instances cannot be listed.');
    const listMs = performance.now() - startedAt;
    if (isFirst) await untilKept(join(home, '.cache'));
    return { pageMs, listMs };
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

/** Resolves when the compiled code was kept for the next start. */
async function untilKept(directory: string): Promise<void> {
  for (const deadline = performance.now() + limitMs; performance.now() < deadline; ) {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    if (entries.some((entry) => entry.isFile())) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No compiled code was kept below ${directory}.`);
}

/** How long Node itself takes to start and end, to compare. */
async function bareNodeMs(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}

async function nextTry(child: ChildProcess, startedAt: number): Promise<void> {
  if (child.exitCode !== null) throw new Error(`The daemon ended with ${child.exitCode}.`);
  if (performance.now() - startedAt > limitMs) throw new Error(`The daemon did not answer within ${limitMs} ms.`);
  await new Promise((resolve) => setTimeout(resolve, 2));
}

/** The status of the whole answer; 0 where nobody answers. */
function ask(socketPath: string, path: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  request({ socketPath, path }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode ?? 0));
  })
    .on('error', () => resolve(0))
    .end();
  return promise;
}
