import type { Instance } from '../../src/domain/instance.ts';
import type { ChaosApp } from './apps.ts';
import { type MarkedProcess, startTicksOf } from './marked-processes.ts';

/** How an instance may be found: not at all, with the processes it had, with others, or ended. */
export type Life = 'absent' | 'same' | 'fresh' | 'ended';

/** What has to be true of one instance, by what was commanded and answered. */
export interface Expected {
  app: ChaosApp;
  /** Null while no answer told it. */
  id: string | null;
  /** Names that it may have. */
  names: Set<string>;
  lives: Set<Life>;
  /** What it was found with before the last commands. */
  processes: MarkedProcess[];
}

/** What is not true, and what it comes to: an instance that is gone, or something that should be. */
export interface Complaint {
  kind: 'lost' | 'orphaned';
  text: string;
}

/**
 * Holds the daemon's list and the kernel's processes against what is expected; null: all is true. With `settled` those that
 * run have to be ready, too.
 */
export function findComplaint(
  expected: readonly Expected[],
  list: readonly Instance[],
  processes: readonly MarkedProcess[],
  settled: boolean,
): Complaint | null {
  const unclaimed = new Map(list.map((instance) => [instance.id, instance]));
  for (const entry of expected) {
    const item = list.find((shown) => (entry.id === null ? entry.names.has(shown.name) : shown.id === entry.id));
    if (item !== undefined) unclaimed.delete(item.id);
    const own = item === undefined ? [] : processes.filter(({ instance }) => instance === item.id);
    const complaint = judge(entry, item, own, settled);
    if (complaint !== null) return complaint;
  }
  for (const { id, name } of unclaimed.values()) {
    return { kind: 'orphaned', text: `${name} (${id}) is listed, but should not be` };
  }
  const stray = processes.find(({ instance }) => !list.some(({ id }) => id === instance));
  return stray ? { kind: 'orphaned', text: `${sayProcess(stray)} belongs to no listed instance` } : null;
}

/** What was found is what is expected from now on. To be called when there is no complaint. */
export function takeOver(expected: Expected[], list: readonly Instance[], processes: readonly MarkedProcess[]): void {
  for (const entry of [...expected]) {
    const item = list.find((shown) => (entry.id === null ? entry.names.has(shown.name) : shown.id === entry.id));
    if (item === undefined) {
      expected.splice(expected.indexOf(entry), 1);
      continue;
    }
    const runs = item.state === 'ready' || item.state === 'starting';
    entry.id = item.id;
    entry.names = new Set([item.name]);
    entry.lives = new Set([runs ? 'same' : 'ended']);
    entry.processes = processes.filter(({ instance, command }) => instance === item.id && !isPassing(entry, command));
  }
}

function judge(
  entry: Expected,
  item: Instance | undefined,
  own: readonly MarkedProcess[],
  settled: boolean,
): Complaint | null {
  const name = [...entry.names].join(' or ');
  const allowed = [...entry.lives].join(' or ');
  const alive = entry.processes.filter(({ pid, startTicks }) => startTicksOf(pid) === startTicks);
  if (item === undefined) {
    if (alive.length > 0) return { kind: 'lost', text: `${name} runs (${sayProcess(alive[0])}), but is not listed` };
    return entry.lives.has('absent') ? null : { kind: 'lost', text: `${name} (${allowed}) is not listed` };
  }
  const shown = `${item.name} (${item.id}, ${item.app}) is ${item.state} (${item.state_reason})`;
  if (!entry.names.has(item.name)) return { kind: 'lost', text: `${shown}, but its name is ${name}` };
  switch (item.state) {
    case 'stopped':
    case 'failed':
      if (own.length > 0) return { kind: 'orphaned', text: `${shown}, but there is ${sayProcess(own[0])}` };
      return entry.lives.has('ended') ? null : { kind: 'lost', text: `${shown}, but should be ${allowed}` };
    case 'ready':
    case 'starting': {
      if (own.length === 0) return { kind: 'lost', text: `${shown}, but nothing of it runs` };
      if (settled && item.state !== 'ready') return { kind: 'lost', text: `${shown} and not ready` };
      if (entry.lives.has('same') && alive.length === entry.processes.length) return null;
      if (entry.lives.has('fresh') && alive.length === 0) return null;
      return {
        kind: 'lost',
        text: `${shown} with ${alive.length} of ${entry.processes.length} processes, but should be ${allowed}`,
      };
    }
    case 'ending':
      // It takes its grace; what is shown is true.
      if (!settled && entry.app.stubborn && own.length > 0 && mayEnd(entry)) return null;
      return { kind: 'orphaned', text: `${shown}, but should be ${allowed}` };
    default:
      return { kind: 'lost', text: `${shown}, but should be ${allowed}` };
  }
}

function mayEnd({ lives }: Expected): boolean {
  return lives.has('ended') || lives.has('absent') || lives.has('fresh');
}

/** The keeper of a command that ended ends, too, in a moment. */
function isPassing({ app }: Expected, command: string): boolean {
  return app.forksAway && command.includes('trame-manager-keeper');
}

function sayProcess(found: MarkedProcess | undefined): string {
  return found === undefined ? 'no process' : `process ${found.pid} of ${found.instance} (${found.command.trim()})`;
}
