import { readdirSync, readFileSync } from 'node:fs';

/** What proc_pid_stat(5) says of a process; zeros when it has ended. */
export interface ProcessStat {
  /** Process id. */
  parent: number;
  /** Processor time in ticks of 10 ms. */
  ticks: number;
  /** That of its children that have ended. */
  childTicks: number;
}

/** All processes that run now. */
export function processIds(): number[] {
  return numbersIn('/proc');
}

/** The threads of a process; none when it has ended. */
export function threadIds(pid: number): number[] {
  return numbersIn(`/proc/${pid}/task`);
}

/** A file below /proc; empty when its process has ended, or is another user's. */
export function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Fields 4 and 14 to 17; field 2, the name, may hold spaces. */
export function statFields(pid: number): ProcessStat {
  const fields = readProc(`${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return { parent: Number(fields[1] ?? 0), ticks: user + system, childTicks: childUser + childSystem };
}

function numbersIn(directory: string): number[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
