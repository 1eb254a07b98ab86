import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { ProcessIdentity } from '../domain/instance.ts';
import type { FoundProcess, InstanceMark } from '../domain/instance-host.ts';

/** The process that has this pid now; null where there is none (or only a zombie). */
export function identify(pid: number): FoundProcess | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** True while this very process runs: its pid may be another's by now, and a zombie does not run. */
export function isAlive(identity: ProcessIdentity | null): boolean {
  return identity !== null && identify(identity.pid)?.startTicks === identity.startTicks;
}

/**
 * All running processes of an instance: members of its session, and those that left it but still carry its mark in their
 * environment. Only processes of this user. Reads the whole process table (1-2 ms per 100 processes): not for each tick.
 */
export async function findProcesses(mark: InstanceMark): Promise<FoundProcess[]> {
  const wanted = [`INSTANCE_ID=${mark.id}`, `SESSION_DIR=${mark.sessionDirectory}`];
  const isInSession = sessionTest(mark.keeper);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const status = identify(Number(pid));
      if (status === null || status.pid === process.pid) return null;
      return isInSession(status) || (await hasVariables(pid, wanted)) ? status : null;
    }),
  );
  return found.filter((entry) => entry !== null);
}

/**
 * The keeper's pid is the number of its session, and the kernel gives it to nobody else while the session has members. If
 * another process has it by now, the session is over and a new one may bear its number.
 */
function sessionTest(keeper: ProcessIdentity | null): (found: FoundProcess) => boolean {
  if (keeper === null) return () => false;
  const holder = identify(keeper.pid);
  if (holder !== null && holder.startTicks !== keeper.startTicks) return () => false;
  return (found) => found.session === keeper.pid && found.startTicks >= keeper.startTicks;
}

/** Sends a signal if this very process still runs. `wholeGroup` sends it to all of its process group. */
export function signalProcess(target: FoundProcess, signal: NodeJS.Signals, wholeGroup: boolean): void {
  if (!isAlive(target)) return;
  try {
    process.kill(wholeGroup ? -target.group : target.pid, signal);
  } catch {
    // It ended in between, or another user's program took over (sudo): either way there is nothing to do here.
  }
}

/** CPU time in ticks and resident memory in bytes of a process with all its descendants; null where it is gone. */
export function measureTree(root: ProcessIdentity): { cpuTicks: number; memoryBytes: number } | null {
  if (!isAlive(root)) return null;
  const total = { cpuTicks: 0, memoryBytes: 0 };
  const seen = new Set<number>();
  const open = [root.pid];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (seen.has(pid)) continue;
    seen.add(pid);
    addUsage(pid, total);
    open.push(...childrenOf(pid));
  }
  return total;
}

/** "12 (a) b) S 1 12 12 …" -> pid 12, parent 1: the command in parentheses may hold anything, a parenthesis too. */
function parseStat(text: string): FoundProcess | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTicks: Number(fields[19]),
  };
}

/** Other users' environments cannot be read: such a process is none of ours. */
async function hasVariables(pid: string, wanted: string[]): Promise<boolean> {
  try {
    const variables = new Set((await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0'));
    return wanted.every((entry) => variables.has(entry));
  } catch {
    return false;
  }
}

function addUsage(pid: number, total: { cpuTicks: number; memoryBytes: number }): void {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    total.cpuTicks += Number(fields[11]) + Number(fields[12]);
    // VmRSS is in kB whatever the page size; zombies have none.
    const memory = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    total.memoryBytes += Number(memory?.[1] ?? 0) * 1024;
  } catch {
    // It ended in between.
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
