import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Conversation, conversationOf } from './conversation.ts';
import { converse, type Outcome } from './converse.ts';
import { type FuzzedDaemon, startFuzzedDaemon } from './fuzzed-daemon.ts';
import { createHealthWatch } from './health-watch.ts';

export interface FuzzOptions {
  seed: number;
  /** Requests of HTTP, and one upgrade for some ten of them. */
  requests: number;
  /** Ends earlier than that after so many minutes; null: never. */
  minutes: number | null;
  /** One conversation alone, by its number. */
  only: number | null;
  /** Breaks the run off. */
  signal?: AbortSignal;
  say: (line: string) => void;
}

export interface FuzzResult {
  httpRequests: number;
  upgrades: number;
  upgraded: number;
  /** By the class of their status. */
  answers: Record<string, number>;
  closed: number;
  /** Neither answered nor closed in time, or in a way that no daemon may. */
  complaints: string[];
  unexpected5xx: string[];
  /** What was wrong with the daemon itself, during the run or after it. */
  faults: string[];
  seconds: number;
  memoryBytes: { before: number; after: number };
  descriptors: { before: number; after: number };
  health: { asked: number; slowestMs: number };
}

const clients = 64;
/** Of the daemon's memory over the whole run, once all is over: heaps do not shrink at once. */
const memoryAllowance = 100 * 1024 * 1024;
const descriptorAllowance = 8;
const settleMs = 15_000;

/** Fuzzes a daemon of its own, in a directory that is removed afterwards. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const home = mkdtempSync(join(tmpdir(), 'trame-manager-fuzz-'));
  const teardowns: (() => unknown)[] = [];
  try {
    const daemon = await startFuzzedDaemon({ teardown: (handler) => teardowns.push(handler) }, home);
    return await fuzzDaemon(daemon, options);
  } finally {
    for (const teardown of teardowns.reverse()) await teardown();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function fuzzDaemon(daemon: FuzzedDaemon, options: FuzzOptions): Promise<FuzzResult> {
  const result = emptyResult();
  const before = daemon.figures();
  const beganAt = performance.now();
  const watch = createHealthWatch(daemon.port, daemon.around.token);
  await allConversations(daemon, options, result);
  result.seconds = (performance.now() - beganAt) / 1000;
  const health = await watch.end();
  result.health = health;
  result.faults.push(...health.faults);
  const after = daemon.hasEnded() ? null : await settled(daemon, before);
  if (after === null) result.faults.push('the daemon ended');
  else {
    result.memoryBytes = { before: before.memoryBytes, after: after.memoryBytes };
    result.descriptors = { before: before.descriptors, after: after.descriptors };
    result.faults.push(...growth(before, after));
    const { code, leftProcesses } = await daemon.end();
    if (code !== 0) result.faults.push(`the daemon ended with ${code}`);
    if (leftProcesses > 0) result.faults.push(`${leftProcesses} processes were left`);
  }
  result.faults.push(...errorsIn(daemon.log()));
  return result;
}

async function allConversations(daemon: FuzzedDaemon, options: FuzzOptions, result: FuzzResult): Promise<void> {
  const { seed, only, requests, minutes, say } = options;
  const deadline = minutes === null ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  const total = () => result.httpRequests + result.upgrades;
  let next = only ?? 0;
  let saidAt = performance.now();
  const goesOn = () =>
    total() < requests && performance.now() < deadline && !daemon.hasEnded() && !options.signal?.aborted;
  const client = async () => {
    while (goesOn() && (only === null || next === only)) {
      const conversation = conversationOf(seed, next++, daemon.around);
      result.httpRequests += conversation.httpRequests;
      result.upgrades += conversation.upgrades;
      if (only !== null) say(JSON.stringify(conversation.bytes));
      judge(conversation, await converse(daemon.port, conversation), result, say);
      if (conversation.number % 500 === 499) await daemon.replaceVictims();
      if (performance.now() - saidAt < 5000) continue;
      saidAt = performance.now();
      const { memoryBytes, descriptors } = daemon.figures();
      say(
        `${total()} requests, ${result.complaints.length} complaints; ${memoryBytes >> 20} MiB, ${descriptors} descriptors`,
      );
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

function judge(
  conversation: Conversation,
  { answers, closed, upgraded, complaint }: Outcome,
  result: FuzzResult,
  say: (line: string) => void,
): void {
  const note = (findings: string[], what: string) => {
    const sent = JSON.stringify(conversation.bytes.slice(0, 1500));
    findings.push(`conversation ${conversation.number}: ${what}; it sent ${conversation.bytes.length} bytes: ${sent}`);
    say(findings.at(-1) ?? '');
  };
  for (const { status, headers, body } of answers) {
    const kind = `${Math.floor(status / 100)}xx`;
    result.answers[kind] = (result.answers[kind] ?? 0) + 1;
    const isOurs = headers.get('content-type')?.includes('application/problem+json') ?? false;
    if (status >= 500 && isOurs && !isExpected(status, body)) {
      note(result.unexpected5xx, `${status} ${body.slice(0, 300)}`);
    }
  }
  if (closed) result.closed += 1;
  if (upgraded) result.upgraded += 1;
  if (complaint !== null) note(result.complaints, complaint);
}

/** What says that something else than the daemon cannot do what was asked for. */
const othersFault =
  /"code":"(?:instance_(?:unreachable|not_running|not_ready)|server_unreachable|connection_failed|scheduler_unavailable)"/;

/** An answer to HEAD has no body: only that it is none of the daemon's own can be told. */
function isExpected(status: number, problem: string): boolean {
  return problem === '' ? status !== 500 : othersFault.test(problem);
}

/** What the daemon holds when what can be given back was given back. */
async function settled(daemon: FuzzedDaemon, before: { descriptors: number }) {
  const deadline = Date.now() + settleMs;
  for (;;) {
    const figures = daemon.figures();
    if (figures.descriptors <= before.descriptors || Date.now() > deadline) return figures;
    await delay(200);
  }
}

function growth(
  before: { memoryBytes: number; descriptors: number },
  after: { memoryBytes: number; descriptors: number },
): string[] {
  const faults: string[] = [];
  const memory = after.memoryBytes - before.memoryBytes;
  if (memory > memoryAllowance) faults.push(`its memory grew by ${memory >> 20} MiB`);
  const descriptors = after.descriptors - before.descriptors;
  if (descriptors > descriptorAllowance) faults.push(`${descriptors} more descriptors than before are open`);
  return faults;
}

function errorsIn(log: string): string[] {
  const errors = log.split('\n').filter((line) => /"level":[56]0|unexpected error|Unhandled|MaxListeners/.test(line));
  return errors.map((line) => `its log says ${line.slice(0, 1000)}`);
}

function emptyResult(): FuzzResult {
  return {
    httpRequests: 0,
    upgrades: 0,
    upgraded: 0,
    answers: {},
    closed: 0,
    complaints: [],
    unexpected5xx: [],
    faults: [],
    seconds: 0,
    memoryBytes: { before: 0, after: 0 },
    descriptors: { before: 0, after: 0 },
    health: { asked: 0, slowestMs: 0 },
  };
}
