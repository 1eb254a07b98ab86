import { errorCatalogue, ManagerError } from '../../domain/errors.ts';
import type { ConnectionBook } from './connection-book.ts';
import type { Goal } from './connection-goal.ts';
import { type Entry, isoNow } from './connections-context.ts';

/** Keeps why an app could not be connected, so that its card shows it. The link itself may stand: that is asked. */
export async function noteFailure(
  book: ConnectionBook,
  entry: Entry,
  goal: Goal | null,
  error: unknown,
): Promise<void> {
  const { instances, log } = book;
  const known = error instanceof ManagerError;
  if (!known) log.error({ err: error, instance: entry.id }, 'an app cannot be connected');
  const reason = known ? error.message : 'The daemon met an error that it did not expect.';
  log.info({ instance: entry.id, code: known ? error.code : 'internal_error' }, `an app was not connected: ${reason}`);
  const crashed = instances.list().some(({ id, signal }) => id === entry.id && signal !== null);
  const hint = crashed ? crashHint : known ? errorCatalogue[error.code].hint : errorCatalogue.internal_error.hint;
  const { server: _, ...target } = goal ?? { server: null };
  // An attempt that failed before the app was asked leaves the link that it has.
  const keepsLink = entry.note.connected_since !== null && entry.note.lost_at === null;
  await book.save(entry, {
    ...('host' in target && !keepsLink ? { target, connected_since: null } : {}),
    lost_at: null,
    outcome: { state: 'failed', reason, hint, at: isoNow() },
  });
}

const crashHint = 'Restart the app. If it crashes again, it may not fit this ParaView: try another version of either.';
