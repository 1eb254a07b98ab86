/**
 * `npm run startup -- [--write] [--tries N]`: how long the daemon, as the wheel holds it, takes from its start to its first answers
 * (the page, then the list of instances), with 200 old records. Keeps the figures only with `--write`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from '../scripts/build.mjs';
import { percentile, saveFigures } from './figures.ts';
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
  const samples: number[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    makeOldRecords(join(place, 'state'), records);
    const { pageMs, listMs } = await startOnce(join(place, 'daemon', 'main.js'));
    console.log(`page after ${pageMs.toFixed(0)} ms, list after ${listMs.toFixed(0)} ms`);
    samples.push(listMs);
  }
  const first_answer_ms = { p50: Math.round(percentile(samples, 0.5)), p99: Math.round(percentile(samples, 0.99)) };
  console.log(`Until both were answered: p50 ${first_answer_ms.p50} ms, p99 ${first_answer_ms.p99} ms.`);
  if (values.write) saveFigures('startup', { records, tries, first_answer_ms });
} finally {
  rmSync(place, { recursive: true, force: true });
}

async function startOnce(main: string): Promise<{ pageMs: number; listMs: number }> {
  const home = join(place, 'home');
  const socketPath = join(place, 'run', 'daemon.sock');
  mkdirSync(home, { recursive: true });
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main, 'serve', '--socket', socketPath, '--state-dir', join(place, 'state')], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, JUPYTER_DATA_DIR: join(home, 'jupyter') },
    stdio: 'ignore',
  });
  try {
    while ((await ask(socketPath, '/')) !== 200) await nextTry(child, startedAt);
    const pageMs = performance.now() - startedAt;
    if ((await ask(socketPath, '/api/v1/instances')) !== 200) throw new Error('The instances cannot be listed.');
    return { pageMs, listMs: performance.now() - startedAt };
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
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
