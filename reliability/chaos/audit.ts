import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from '../../src/domain/instance.ts';
import type { ChaosDaemon } from './daemon.ts';
import { type Complaint, type Expected, findComplaint, takeOver } from './ledger.ts';
import { type MarkedProcess, markedProcesses, startTicksOf, zombiesOf } from './marked-processes.ts';
import type { Workshop } from './workshop.ts';

/** What the promise allows, with room for a machine that has other work to do. */
const patienceMs = 20_000;
const pollMs = 30;

/**
 * Waits until the list is true; resolves with `performance.now()` of that moment, or with what is wrong. Then waits until all
 * that should be ready is, and takes that over as what is expected from now on.
 */
export async function waitForTruth(
  workshop: Workshop,
  daemon: ChaosDaemon,
  expected: Expected[],
): Promise<{ trueAt: number } | { complaint: Complaint }> {
  const first = await poll(workshop, daemon, expected, false);
  if (first.complaint !== null) return { complaint: first.complaint };
  const trueAt = performance.now();
  const second = await poll(workshop, daemon, expected, true);
  if (second.complaint !== null) return { complaint: second.complaint };
  takeOver(expected, second.list, second.processes);
  const leftover = findLeftover(workshop, daemon, second.list);
  return leftover === null ? { trueAt } : { complaint: { kind: 'orphaned', text: leftover } };
}

/** Things outside of processes that belong to nobody: reservations, links, sockets, zombies. Null: there are none. */
export function findLeftover(workshop: Workshop, daemon: ChaosDaemon, list: readonly Instance[]): string | null {
  const zombies = zombiesOf(daemon.pid);
  if (zombies.length > 0 && zombiesOf(daemon.pid).some((pid) => zombies.includes(pid)))
    return `zombies of the daemon: ${zombies}`;
  const ports = join(workshop.runtimeDirectory, 'ports');
  for (const name of namesIn(ports)) {
    const owner = readOwner(join(ports, name));
    if (owner !== null && startTicksOf(owner.pid) !== owner.startTicks) return `port ${name} is reserved by nobody`;
  }
  for (const kind of ['links', 'sockets']) {
    const stray = namesIn(join(workshop.runtimeDirectory, kind)).find((id) => !list.some((item) => item.id === id));
    if (stray !== undefined) return `${kind} of ${stray}, which is not listed`;
  }
  return null;
}

/**
 * Half-written files and directories of killed daemons. They go when they are old enough that no living daemon can be at work
 * on them, so here they are made old; the next daemon has to remove them.
 */
export function ageLeftovers(workshop: Workshop): string[] {
  const found = listUnfinished(workshop);
  const longAgo = new Date(Date.now() - 3_600_000);
  for (const path of found) utimesSync(path, longAgo, longAgo);
  return found;
}

/** Files and directories that are neither whole nor gone. */
export function listUnfinished(workshop: Workshop): string[] {
  return ['sessions', 'servers'].flatMap((kind) => {
    const root = join(workshop.stateDirectory, kind);
    return namesIn(root).flatMap((name) => {
      if (name.startsWith('.')) return [join(root, name)];
      return namesIn(join(root, name))
        .filter((file) => file.endsWith('.new'))
        .map((file) => join(root, name, file));
    });
  });
}

interface Poll {
  complaint: Complaint | null;
  list: Instance[];
  processes: MarkedProcess[];
}

async function poll(workshop: Workshop, daemon: ChaosDaemon, expected: Expected[], settled: boolean): Promise<Poll> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const list = (await daemon.list()) ?? [];
    const isOver = performance.now() > deadline;
    // Reading all processes takes as long as all the rest: it is left out where the list alone says that it is too early.
    if (isOver || !isUnderWay(list, settled)) {
      // The kernel is asked last: it is never older than the list.
      const processes = markedProcesses(workshop.stateDirectory);
      const complaint = findComplaint(expected, list, processes, settled);
      if (complaint === null || isOver) return { complaint, list, processes };
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function isUnderWay(list: readonly Instance[], settled: boolean): boolean {
  return settled && list.some(({ state }) => state === 'starting' || state === 'ending');
}

function namesIn(directory: string): string[] {
  return existsSync(directory) && statSync(directory).isDirectory() ? readdirSync(directory) : [];
}

function readOwner(file: string): { pid: number; startTicks: number } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Released meanwhile, or just being made.
    return null;
  }
}
