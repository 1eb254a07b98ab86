import type { FoundSession } from '../../domain/instance-host.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import { blankServerRecord } from '../../domain/paraview-server-record.ts';
import type { ServerEntry } from './server-book.ts';
import { isoNow, type ServersContext } from './server-context.ts';

/**
 * Takes a server's directory that this daemon does not know yet into the book: another daemon made it, now or before this
 * one was started. Null: it is gone again, or cannot be read now.
 */
export async function adopt(context: ServersContext, id: string): Promise<ServerEntry | null> {
  const { book, store, log } = context;
  let found = await store.read(id);
  if (found.kind === 'damaged') found = await restore(context, id, found.damage);
  if (book.entries.has(id) || found.kind === 'gone') return null;
  if (found.kind === 'record') {
    book.unread.delete(id);
    if (found.isNewer) log.warn({ server: id }, found.record.hint ?? '');
    return Object.assign(book.add(found.record), { isNewer: found.isNewer });
  }
  // Tried again with each look: a word once.
  const why = found.kind === 'unknown' ? found.why : found.damage;
  if (!book.unread.has(id))
    log.error({ server: id, reason: why }, 'a server directory cannot be read now: it is not listed');
  book.unread.add(id);
  return null;
}

/** Where the disk cannot be written, the record that stands in is kept in memory. */
async function restore(context: ServersContext, id: string, why: string): Promise<FoundSession<ServerRecord>> {
  const put = await context.store
    .restore(id, (damage) => {
      context.log.error({ server: id }, damage);
      return standIn(context, id, damage);
    })
    .catch((error: unknown) => context.log.error({ err: error, server: id }, why));
  return put ?? { kind: 'record', record: await standIn(context, id, why), isNewer: false };
}

/**
 * A record in place of one that cannot be read: the server stays listed, and its processes or its job (which works in its
 * directory) are found by their marks, so that it can be stopped and removed.
 */
async function standIn({ host, store }: ServersContext, id: string, damage: string): Promise<ServerRecord> {
  const noted = await store.readProcesses(id);
  const blank = { ...blankServerRecord(id, isoNow()), hint: damage };
  if (noted === null) return blank;
  const { host: machine, bootId } = host.identity;
  const local = { host: machine, boot_id: bootId, port: 0, keeper: noted.keeper, process: noted.command };
  return { ...blank, kind: 'local', ready_at: blank.created_at, local, job: null };
}
