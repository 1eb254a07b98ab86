import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessIdentity } from '../domain/instance.ts';
import type { FoundProcess } from '../domain/instance-host.ts';
import { codeOf } from './error-code.ts';

/**
 * The process that has this pid now; null where there is none (or only a zombie).
 * @throws Error where that cannot be found out now: a process must not be taken for ended since our descriptors are used up
 */
export function identify(pid: number): FoundProcess | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch (error) {
    return isUnknown(error) ? unknown(error) : null;
  }
}

/** Of all reasons for which /proc cannot be read, these say nothing about the process. */
export function isUnknown(error: unknown): boolean {
  return shortages.has(codeOf(error));
}
const shortages = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR', 'EIO']);

function unknown(error: unknown): never {
  throw error;
}

/** True while this very process runs: its pid may be another's by now, and a zombie does not run. */
export function isAlive(identity: ProcessIdentity | null): boolean {
  return identity !== null && identify(identity.pid)?.startTicks === identity.startTicks;
}

/** True while this very process is stopped by a signal (SIGSTOP): it is there, but does nothing. */
export function isSuspended(identity: ProcessIdentity | null): boolean {
  if (identity === null || !isAlive(identity)) return false;
  try {
    const stat = readFileSync(`/proc/${identity.pid}/stat`, 'latin1');
    return /^[Tt] /.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** For how long a process has run, in ms, by the kernel's count since its start, which nobody sets; null: it does not run. */
export function runsForMs(identity: ProcessIdentity | null): number | null {
  if (identity === null || !isAlive(identity)) return null;
  const upSeconds = Number.parseFloat(readFileSync('/proc/uptime', 'latin1'));
  return Math.max(0, upSeconds * 1000 - identity.startTicks * msPerTick);
}
/** Clock ticks are fixed at 100 a second for user space on all Linux machines of today. */
const msPerTick = 10;

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

/** Whether /proc/<pid>/stat is that of one of the kernel's own threads: PF_KTHREAD in its flags (linux/sched.h). */
export function isKernelThread(stat: string): boolean {
  return (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 7)[6]) & 0x0020_0000) !== 0;
}

/** "12 (a) b) S 1 12 12 …" -> pid 12, parent 1: the command in parentheses may hold anything, a parenthesis too. */
export function parseStat(text: string): FoundProcess | null {
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
