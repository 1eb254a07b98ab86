import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate as others } from 'node:timers/promises';
import type { ProcessIdentity } from '../domain/instance.ts';
import type { FoundProcess, InstanceMark } from '../domain/instance-host.ts';
import { shareRuns } from '../domain/shared-runs.ts';
import { readProcFile } from './proc-file.ts';
import { identify, isKernelThread, isUnknown, parseStat } from './process-table.ts';

/**
 * All running processes of an instance: members of its session, and those that left it but still carry its mark in their
 * environment. Only processes of this user. Reads the whole process table, once for all who ask at the same time: not for each tick.
 */
export async function findProcesses(mark: InstanceMark): Promise<FoundProcess[]> {
  const wanted = [`INSTANCE_ID=${mark.id}`, `SESSION_DIR=${mark.sessionDirectory}`];
  const isInSession = sessionTest(mark.keeper);
  const table = await readTable();
  return table
    .filter(({ found, marks }) => isInSession(found) || wanted.every((entry) => marks.includes(entry)))
    .map(({ found }) => found);
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

/** A process with those of its variables that tell whose it is. */
interface MarkedProcess {
  found: FoundProcess;
  place: string;
  marks: string[];
}

/** Each reader has one file open at a time; Node's file system has four threads. */
const parallelReaders = 4;
/** Reading a status takes 10 µs, and there may be thousands: others have their turn in between. */
const statusesPerTurn = 50;

/** Marks that were seen, by pid: reading an environment takes four ways to a thread, and only exec brings another. */
let known = new Map<number, MarkedProcess>();

/** The table as it is at some moment after the call. */
const readTable = shareRuns(async () => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).values();
  const table: MarkedProcess[] = [];
  let count = 0;
  const reader = async () => {
    for (const pid of pids) {
      count += 1;
      if (count % statusesPerTurn === 0) await others();
      const status = statusOf(pid);
      if (status !== null && status.found.pid !== process.pid) table.push({ ...status, marks: await marksOf(status) });
    }
  };
  await Promise.all(Array.from({ length: parallelReaders }, reader));
  known = new Map(table.filter(({ marks }) => marks.length > 0).map((marked) => [marked.found.pid, marked]));
  return table;
});

/** Null where it has ended, and for the kernel's own threads, of which a large machine has thousands. */
function statusOf(pid: string): { found: FoundProcess; place: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const found = isKernelThread(stat) ? null : parseStat(stat);
    return found && { found, place: placeOf(stat) };
  } catch (error) {
    if (isUnknown(error)) throw error;
    return null;
  }
}

/** Where its arguments and environment lie (arg_start to env_end of proc_pid_stat): elsewhere after each exec. */
function placeOf(stat: string): string {
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(45, 49)
    .join(' ');
}

async function marksOf({ found, place }: { found: FoundProcess; place: string }): Promise<string[]> {
  const before = known.get(found.pid);
  return before?.found.startTicks === found.startTicks && before.place === place ? before.marks : readMarks(found.pid);
}

/** Other users' environments cannot be read: such a process is none of ours. */
async function readMarks(pid: number): Promise<string[]> {
  try {
    const variables = (await readProcFile(`/proc/${pid}/environ`)).split('\0');
    return variables
      .filter((entry) => entry.startsWith('INSTANCE_ID=') || entry.startsWith('SESSION_DIR='))
      .map((entry) => Buffer.from(entry, 'latin1').toString('utf8'));
  } catch (error) {
    if (isUnknown(error)) throw error;
    return [];
  }
}
