import type { InstanceRecord, ProcessIdentity } from '../domain/instance.ts';
import type { FoundProcess, FoundSession } from '../domain/instance-host.ts';
import { blankInstanceRecord } from '../domain/instance-stand-in.ts';
import { type InstanceContext, isoNow } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import { findOthers } from './instance-stopper.ts';

/**
 * Takes a session directory that this daemon does not know yet into the book: another daemon made it, now or before this
 * one was started. Null: it is gone again, or cannot be read now.
 */
export async function adopt(context: InstanceContext, id: string): Promise<InstanceEntry | null> {
  const { book, host, log } = context;
  let found = await host.sessions.read(id);
  if (found.kind === 'damaged') found = await restore(context, id, found.damage);
  if (book.entries.has(id) || found.kind === 'gone') return null;
  if (found.kind === 'record') {
    book.unread.delete(id);
    if (found.isNewer) log.warn({ instance: id }, found.record.damage ?? '');
    return enter(context, found);
  }
  // Tried again with each look: a word once.
  const why = found.kind === 'unknown' ? found.why : found.damage;
  if (!book.unread.has(id))
    log.error({ instance: id, reason: why }, 'a session directory cannot be read now: it is not listed');
  book.unread.add(id);
  return null;
}

/** Where the disk cannot be written, the record that stands in is kept in memory. */
async function restore(context: InstanceContext, id: string, why: string): Promise<FoundSession> {
  const { sessions } = context.host;
  const put = await sessions
    .restore(id, (damage) => {
      context.log.error({ instance: id }, damage);
      return standIn(context, id, damage);
    })
    .catch((error: unknown) => context.log.error({ err: error, instance: id }, why));
  return put ?? { kind: 'record', record: await standIn(context, id, why), isNewer: false };
}

async function enter(
  context: InstanceContext,
  { record, isNewer }: FoundSession & { kind: 'record' },
): Promise<InstanceEntry> {
  const watchedAt = isAtRest(record) ? null : await context.host.sessions.lastWatchedAt(record.id);
  const known = context.book.entries.get(record.id);
  if (known) return known;
  const entry = context.book.add(record);
  entry.watchedAt = watchedAt;
  entry.isNewer = isNewer;
  return entry;
}

/**
 * A record in place of one that cannot be read: the instance stays listed, its processes are found by their mark, and it
 * can be stopped and removed. Where it listens is not known any more.
 */
async function standIn(context: InstanceContext, id: string, damage: string): Promise<InstanceRecord> {
  const { host } = context;
  const noted = await host.sessions.readProcesses(id);
  const record: InstanceRecord = {
    ...blankInstanceRecord(id, isoNow()),
    host: host.identity.host,
    boot_id: host.identity.bootId,
    keeper: noted?.keeper ?? null,
    process: noted?.command ?? null,
    damage,
  };
  if (record.process !== null) return record;
  const found = await findOthers(host, record);
  // All carry the mark; the first is the keeper where it leads a session.
  const keeper = found.find(({ pid, session }) => pid === session) ?? null;
  const command = found.find(({ parent }) => parent === keeper?.pid) ?? found.find((other) => other !== keeper) ?? null;
  return { ...record, keeper: identityOf(keeper), process: identityOf(command) };
}

/** True of one that ended, with nothing left to do: its record alone says how it is. */
export function isAtRest(record: InstanceRecord): boolean {
  const { ended_at, at_work, restart_requested_at, removal_requested_at, job } = record;
  return ended_at !== null && [at_work, restart_requested_at, removal_requested_at, job].every((part) => part == null);
}

function identityOf(found: FoundProcess | null): ProcessIdentity | null {
  return found && { pid: found.pid, startTicks: found.startTicks };
}
