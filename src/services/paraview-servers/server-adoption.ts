import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import { notStarted } from '../../domain/paraview-server-record.ts';
import type { ServerEntry } from './server-book.ts';
import { isoNow, type ServersContext } from './server-context.ts';

/**
 * Takes a server's directory that this daemon does not know yet into the book: another daemon made it, now or before this
 * one was started. Null: it is gone again, or cannot be read now.
 */
export async function adopt(context: ServersContext, id: string): Promise<ServerEntry | null> {
  const { book, store, log } = context;
  const found = await store.read(id);
  if (book.entries.has(id) || found.kind === 'gone' || found.kind === 'unknown') return null;
  if (found.kind === 'record') return book.add(found.record);
  log.error({ server: id }, found.damage);
  const record = await standIn(context, id, found.damage);
  await store.write(record).catch((error: unknown) => log.warn({ err: error, server: id }, 'no record'));
  return book.entries.has(id) ? null : book.add(record);
}

/**
 * A record in place of one that cannot be read: the server stays listed, and its processes or its job (which works in its
 * directory) are found by their marks, so that it can be stopped and removed.
 */
async function standIn({ host, store }: ServersContext, id: string, damage: string): Promise<ServerRecord> {
  const noted = await store.readProcesses(id);
  const common = {
    ...notStarted,
    version: 1 as const,
    id,
    name: `Damaged record ${id}`,
    values: {},
    after_server_id: null,
    created_at: isoNow(),
    hint: damage,
  };
  if (noted === null) {
    const job = { id: null, name: '', restarts: 0, expected_start_at: null, seen: null };
    return { ...common, kind: 'job', local: null, job };
  }
  const { host: machine, bootId } = host.identity;
  const local = { host: machine, boot_id: bootId, port: 0, keeper: noted.keeper, process: noted.command };
  return { ...common, kind: 'local', ready_at: isoNow(), local, job: null };
}
