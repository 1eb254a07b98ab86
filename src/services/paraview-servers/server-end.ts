import { join } from 'node:path';
import { withoutEscapes } from '../../domain/failure-hints.ts';
import type { ExitStatus } from '../../domain/instance.ts';
import { serverVerdict } from '../../domain/paraview-server-end.ts';
import type { Job } from '../../domain/scheduler.ts';
import { jobSeen } from './own-job.ts';
import type { ServerEntry } from './server-book.ts';
import type { ServersContext } from './server-context.ts';

/** Notes how a server ended, once; what it needs no more is let go. */
export async function judge(
  context: ServersContext,
  entry: ServerEntry,
  facts: { exit: ExitStatus | null; job: Job | null; rebooted: boolean },
): Promise<void> {
  await readTail(context, entry);
  const logTail = entry.logTail.map(withoutEscapes);
  const { endsWithLastClient } = context.site.paraview;
  await context.book.save(entry, (record) => {
    if (record.ended_at !== null) return null;
    const verdict = {
      ...serverVerdict(record, { ...facts, logTail, endsWithLastClient, now: Date.now() }),
      // A removal goes on.
      ...(record.removal_requested_at == null ? { at_work: null } : {}),
    };
    const { job } = facts;
    if (job === null || record.job === null) return verdict;
    return {
      ...verdict,
      started_at: record.started_at ?? job.started_at,
      job: { ...record.job, seen: jobSeen(job) },
    };
  });
  const { id, end_state, state_reason } = entry.record;
  context.log.info({ server: id, state: end_state }, `a ParaView server ended: ${state_reason}`);
}

/** What a server that ended needs no more; the lines that a failure shows are read again after a daemon's start. */
export async function settle(context: ServersContext, entry: ServerEntry): Promise<void> {
  const port = entry.reservedPort;
  entry.reservedPort = null;
  if (port !== null) await context.host.ports.release(port);
  if (entry.record.end_state === 'failed' && entry.logTail.length === 0) await readTail(context, entry);
}

/** The log of a server, for both streams. */
export function logFileOf(context: Pick<ServersContext, 'store'>, id: string): string {
  return join(context.store.directory(id), 'log');
}

async function readTail(context: ServersContext, entry: ServerEntry): Promise<void> {
  const text = await context.host.readLogTail(logFileOf(context, entry.record.id), shownLogLines);
  entry.logTail = text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
/** So many lines of the log are shown with a failure. */
const shownLogLines = 20;
