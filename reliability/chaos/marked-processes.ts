import { readdirSync, readFileSync } from 'node:fs';

/** A process that carries the mark of an instance in its environment. */
export interface MarkedProcess {
  pid: number;
  startTicks: number;
  instance: string;
  command: string;
}

/** What the kernel says: all processes that instances of a state directory left, whatever any list shows. */
export function markedProcesses(stateDirectory: string): MarkedProcess[] {
  const mark = `SESSION_DIR=${stateDirectory}/`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readMarked(Number(name), mark))
    .filter((found) => found !== null);
}

/** The process with this pid, by its start; null where there is none, or only a zombie. */
export function startTicksOf(pid: number): number | null {
  const fields = statOf(pid);
  return fields === null || fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19]);
}

/** The children of a process that ended and that it did not wait for. */
export function zombiesOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const fields = statOf(pid);
      return fields !== null && fields[0] === 'Z' && Number(fields[1]) === parent;
    });
}

/** How many descriptors a process has open; 0 where it is gone. */
export function countDescriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

function readMarked(pid: number, mark: string): MarkedProcess | null {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    if (!variables.some((variable) => variable.startsWith(mark))) return null;
    const instance = variables.find((variable) => variable.startsWith('INSTANCE_ID='))?.slice('INSTANCE_ID='.length);
    const startTicks = startTicksOf(pid);
    if (instance === undefined || startTicks === null) return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').slice(0, 80);
    return { pid, startTicks, instance, command };
  } catch {
    // It ended meanwhile, or is another user's.
    return null;
  }
}

/** The fields behind the command of /proc/<pid>/stat: the state first, then the parent. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
