import type { InstanceRecord } from '../domain/instance.ts';
import type { InstanceHost, ProbeResult } from '../domain/instance-host.ts';
import { sayDuration } from '../domain/instance-state.ts';
import { upstreamOf } from './instance-book.ts';

/** `ready`, or why it never will be; `aborted` when nobody needs to know any more. */
export type Readiness = { kind: 'ready' | 'aborted' } | { kind: 'failed'; reason: string; hint: string };

/** A tenth of the time it takes already: a quick app is shown at once, a slow one is not bothered. */
const shortestPauseMs = 10;
const longestPauseMs = 250;
const attemptMs = 5000;

/**
 * Asks an instance over HTTP until it answers. Any status below 500 counts: a page that wants a login is there, too.
 * `path` is what is asked for, `spentMs` how much of its time to answer is over already. No clock is asked that
 * somebody may set: an app must not be ended since the time of day was corrected.
 */
export async function waitUntilReady(
  host: InstanceHost,
  record: InstanceRecord,
  path: string,
  signal: AbortSignal,
  spentMs = 0,
): Promise<Readiness> {
  const timeoutMs = record.ready.timeout_seconds * 1000;
  const began = performance.now() - spentMs;
  const deadline = began + timeoutMs;
  const target = upstreamOf(record);
  let last: ProbeResult = { kind: 'refused' };
  while (!signal.aborted) {
    const leftMs = deadline - performance.now();
    last = await host.probeHttp(target, path, Math.max(Math.min(attemptMs, leftMs), 100));
    if (signal.aborted) break;
    if (last.kind === 'answered' && last.status < 500) return { kind: 'ready' };
    if (last.kind === 'foreign') return foreignPort(record);
    if (performance.now() >= deadline) return tooLate(record, path, timeoutMs, last);
    const tookMs = performance.now() - began;
    await pause(Math.min(Math.max(tookMs / 10, shortestPauseMs), longestPauseMs), signal);
  }
  return { kind: 'aborted' };
}

/**
 * How much of its time to answer an instance has had when a daemon begins to ask. By the kernel's count for a process of this
 * machine; a job tells by the clock when its address was seen, which only matters to a daemon that was started since.
 */
export function startingForMs(host: Pick<InstanceHost, 'runsForMs'>, { process, job }: InstanceRecord): number {
  if (job?.address) return Math.max(0, Date.now() - Date.parse(job.address.seen_at));
  return host.runsForMs(process) ?? 0;
}

function foreignPort(record: InstanceRecord): Readiness {
  return {
    kind: 'failed',
    reason: `Port ${record.port} belongs to another user's program`,
    hint: 'Restart it: it then gets another port.',
  };
}

function tooLate(record: InstanceRecord, path: string, timeoutMs: number, last: ProbeResult): Readiness {
  return {
    kind: 'failed',
    reason: `It did not answer within ${sayDuration(timeoutMs)}`,
    hint: `${whatWasFound(record, path, last)} An app that needs longer can say so: ready: {timeout_seconds: …} in its app file.`,
  };
}

function whatWasFound(record: InstanceRecord, path: string, last: ProbeResult): string {
  const place = record.unix_socket === null ? `port ${record.port}` : 'its unix socket';
  if (last.kind === 'answered') return `It answers ${path} with status ${last.status}: its log may say why.`;
  if (last.kind === 'silent') return `Something listens on ${place} but does not answer HTTP at ${path}.`;
  if (record.job != null) {
    return `Nothing that this machine can reach listens on port ${record.port} of its node: the command has to pass ${record.kind === 'trame' ? '$INSTANCE_ARGS' : '$PORT and $BIND_ADDRESS'} on to the app, and the network has to let it through.`;
  }
  const pass = record.unix_socket !== null ? '$UNIX_SOCKET' : record.kind === 'trame' ? '$INSTANCE_ARGS' : '$PORT';
  return `Nothing listens on ${place}: the command has to pass ${pass} on to the app.`;
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, durationMs);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
