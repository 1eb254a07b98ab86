/**
 * Requests and websocket upgrades, right, odd and spoilt, at a real daemon with instances that answer well, nonsense or nothing:
 * each has to be answered or closed, and the daemon to go on as if nothing had been.
 *
 *     npm run fuzz -- [--seed 1] [--requests 100000] [--minutes M] [--quick] [--write] [--only NUMBER]
 *
 * `--only` repeats one conversation of a seed.
 */
import { parseArgs } from 'node:util';
import { saveFigures } from './figures.ts';
import { type FuzzResult, runFuzz } from './fuzz/run-fuzz.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '100000' },
    minutes: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
const result = await runFuzz({
  seed,
  requests: values.quick ? 3000 : Number(values.requests),
  minutes: values.minutes === undefined ? null : Number(values.minutes),
  only: values.only === undefined ? null : Number(values.only),
  signal: ending.signal,
  say: console.log,
});
report(result);
const findings = [...result.complaints, ...result.unexpected5xx, ...result.faults];
if (values.write && findings.length === 0) {
  saveFigures('fuzz', {
    seed,
    http_requests: result.httpRequests,
    upgrades: result.upgrades,
    answers: result.answers,
    closed: result.closed,
    unanswered: result.complaints.length,
    unexpected_5xx: result.unexpected5xx.length,
    daemon_ended: result.faults.filter((fault) => fault.startsWith('the daemon ended')).length,
  });
}
process.exit(findings.length === 0 ? 0 : 1);

function report(found: FuzzResult): void {
  const { httpRequests, upgrades, upgraded, seconds, memoryBytes, descriptors, health } = found;
  const rate = Math.round((httpRequests + upgrades) / Math.max(seconds, 0.001));
  console.log(
    [
      `${httpRequests} requests and ${upgrades} upgrades (${upgraded} agreed to) in ${Math.round(seconds)} s, ${rate} a second`,
      `answers: ${JSON.stringify(found.answers)}; ${found.closed} connections closed by the daemon before all was answered`,
      `memory: ${memoryBytes.before >> 20} MiB before, ${memoryBytes.after >> 20} MiB after`,
      `descriptors: ${descriptors.before} before, ${descriptors.after} after`,
      `healthz: asked ${health.asked} times beside it, the slowest took ${Math.round(health.slowestMs)} ms`,
      ...list('neither answered nor closed as it should be', found.complaints),
      ...list('unexpected 5xx', found.unexpected5xx),
      ...list('faults of the daemon', found.faults),
    ].join('\n'),
  );
}

function list(title: string, found: string[]): string[] {
  return [`${title}: ${found.length}`, ...found.slice(0, 10).map((text) => `  ${text}`)];
}
