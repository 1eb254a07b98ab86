import { isAbandoned, isOwnWork, mayStartAgain, ownWork } from '../domain/daemon-at-work.ts';
import type { InstanceEntry } from './instance-entry.ts';
import type { InstanceParts } from './instance-parts.ts';
import { learnProcesses } from './instance-processes.ts';
import { remove } from './instance-removal.ts';
import { noteFailedStart, restart } from './instance-restart.ts';
import { findOthers } from './instance-stopper.ts';

/**
 * Finishes what a daemon that is gone had begun: an instance that was being removed is removed, one that was being ended is
 * ended, and one that was being started or restarted is started. Nothing else is known of what its user was told.
 */
export async function finishWork(parts: InstanceParts, entry: InstanceEntry): Promise<void> {
  const { context, supervisor } = parts;
  if (!(await takeOver(parts, entry))) return;
  await learnProcesses(context, entry);
  const { record } = entry;
  context.log.info({ instance: record.id }, 'finishing what a daemon that was killed had begun');
  if (record.removal_requested_at != null) return remove(parts, entry);
  const sameBoot = record.boot_id === context.host.identity.bootId;
  if (sameBoot && (await isToBeStarted(parts, entry))) await startAgain(parts, entry);
  else if (record.ended_at === null && record.stop_requested_at !== null) await supervisor.end(entry);
  await context.book.save(entry, ({ at_work }) =>
    isOwnWork(at_work, context.host) ? { at_work: null, restart_requested_at: null } : null,
  );
}

/**
 * Of two daemons that see it at once the one that wrote last has it. A keeper that was being started when its daemon was
 * killed runs by the end of the pause.
 */
async function takeOver({ context }: InstanceParts, entry: InstanceEntry): Promise<boolean> {
  const { book, host } = context;
  await book.save(entry, (record) =>
    isAbandoned(record, host) ? { at_work: ownWork(host, (record.at_work?.attempts ?? 0) + 1) } : null,
  );
  await new Promise((resolve) => setTimeout(resolve, settlingMs));
  if (context.closed || book.entries.get(entry.record.id) !== entry) return false;
  return (await book.reload(entry)) && isOwnWork(entry.record.at_work, host);
}
const settlingMs = 300;

async function isToBeStarted({ context }: InstanceParts, { record }: InstanceEntry): Promise<boolean> {
  if (record.restart_requested_at != null) return true;
  // Whether a job was handed in, the queue tells.
  if (record.job != null || record.ended_at !== null || record.stop_requested_at !== null) return false;
  return record.keeper === null && (await findOthers(context.host, record)).length === 0;
}

async function startAgain(parts: InstanceParts, entry: InstanceEntry): Promise<void> {
  const { record } = entry;
  const what = record.restart_requested_at == null ? 'started' : 'restarted';
  try {
    if (mayStartAgain(record, Date.now())) return void (await restart(parts, entry));
    await giveUp(parts, entry, `The daemon ended while this was being ${what}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await giveUp(
      parts,
      entry,
      `The daemon ended while this was being ${what}, and it cannot be started now: ${reason}`,
    );
  }
  await parts.supervisor.check(entry);
}

/** What still runs goes on, unless its end had begun; what does not has failed. */
async function giveUp(parts: InstanceParts, entry: InstanceEntry, reason: string): Promise<void> {
  const { context, supervisor } = parts;
  context.log.warn({ instance: entry.record.id }, reason);
  if (entry.record.ended_at !== null) return;
  if (entry.record.stop_requested_at !== null) await supervisor.end(entry);
  const runs = entry.record.job != null || (await findOthers(context.host, entry.record)).length > 0;
  if (!runs && entry.record.ended_at === null) await noteFailedStart(parts, entry, reason);
}
