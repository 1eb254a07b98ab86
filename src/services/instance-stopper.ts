import type { InstanceRecord } from '../domain/instance.ts';
import type { FoundProcess, InstanceHost } from '../domain/instance-host.ts';
import type { InstanceLog } from './instance-book.ts';

/** The part of a machine that ending processes needs; `sessions` is where the record has its directory. */
export type ProcessHost = Pick<InstanceHost, 'identity' | 'findProcesses' | 'signalProcess' | 'isAlive'> & {
  sessions: Pick<InstanceHost['sessions'], 'directory'>;
};

/** What names the processes of an instance, or of a ParaView server on this machine. */
export type MarkedRecord = Pick<InstanceRecord, 'id' | 'boot_id' | 'keeper'>;

/** KILL is repeated this often for processes that start new ones meanwhile. */
const killRounds = 100;
/** The keeper ends by itself once it noted the command's end. */
const keeperGraceMs = 3000;

/**
 * Ends everything that belongs to an instance: TERM to the process groups of its session and to all that left the session
 * but carry its mark, KILL to what is left after `graceMs`. Resolves when nothing is left.
 */
export async function endProcesses(
  host: ProcessHost,
  record: MarkedRecord,
  graceMs: number,
  log: InstanceLog,
): Promise<void> {
  if (record.boot_id !== host.identity.bootId) return;
  const deadline = performance.now() + graceMs;
  const signalled = new Set<string>();
  let left = await findOthers(host, record);
  while (left.length > 0 && performance.now() < deadline) {
    signalAll(
      host,
      record,
      left.filter((found) => !signalled.has(keyOf(found))),
      'SIGTERM',
    );
    for (const found of left) signalled.add(keyOf(found));
    await waitForEnd(host, left, deadline);
    // What was started in the meantime has to go too.
    left = await findOthers(host, record);
  }
  for (let round = 0; left.length > 0 && round < killRounds; round += 1) {
    signalAll(host, record, left, 'SIGKILL');
    await waitForEnd(host, left, performance.now() + 200);
    left = await findOthers(host, record);
  }
  if (left.length > 0)
    log.error({ instance: record.id, pids: left.map(({ pid }) => pid) }, 'processes cannot be ended');
  await endKeeper(host, record);
}

/**
 * The processes of an instance without its keeper, the oldest first. That there are none is only believed on a second
 * look: one that is just being forked, or shows no environment while it executes another program, is missed by the first.
 */
export async function findOthers(host: ProcessHost, record: MarkedRecord): Promise<FoundProcess[]> {
  const found = await findOnce(host, record);
  if (found.length > 0) return found;
  await pause(secondLookMs);
  return findOnce(host, record);
}
const secondLookMs = 30;

async function findOnce(host: ProcessHost, record: MarkedRecord): Promise<FoundProcess[]> {
  const sessionDirectory = host.sessions.directory(record.id);
  const found = await host.findProcesses({ id: record.id, sessionDirectory, keeper: record.keeper });
  return found.filter(({ pid }) => pid !== record.keeper?.pid).sort((a, b) => a.startTicks - b.startTicks);
}

/** Inside the instance's session a process group is its own as a whole; elsewhere others may be in the group. */
function signalAll(host: ProcessHost, record: MarkedRecord, targets: FoundProcess[], signal: NodeJS.Signals): void {
  const groups = new Set<number>();
  for (const target of targets) {
    const wholeGroup = target.session === record.keeper?.pid && target.group !== record.keeper.pid;
    if (wholeGroup && groups.has(target.group)) continue;
    if (wholeGroup) groups.add(target.group);
    host.signalProcess(target, signal, wholeGroup);
    // A suspended process would not hear the signal.
    if (signal === 'SIGTERM') host.signalProcess(target, 'SIGCONT', wholeGroup);
  }
}

async function waitForEnd(host: ProcessHost, targets: FoundProcess[], deadline: number): Promise<void> {
  for (let pauseMs = 5; performance.now() < deadline; pauseMs = Math.min(pauseMs * 2, 100)) {
    if (targets.every((target) => !host.isAlive(target))) return;
    await pause(Math.min(pauseMs, Math.max(deadline - performance.now(), 1)));
  }
}

async function endKeeper(host: ProcessHost, record: MarkedRecord): Promise<void> {
  const { keeper } = record;
  if (keeper === null) return;
  const deadline = performance.now() + keeperGraceMs;
  while (host.isAlive(keeper) && performance.now() < deadline) await pause(5);
  if (host.isAlive(keeper)) host.signalProcess({ ...keeper, parent: 0, group: 0, session: 0 }, 'SIGKILL', false);
}

function keyOf(found: FoundProcess): string {
  return `${found.pid} ${found.startTicks}`;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
