import { ownWork } from '../domain/daemon-at-work.ts';
import { ManagerError } from '../domain/errors.ts';
import type { InstanceRecord } from '../domain/instance.ts';
import { isJobRecord } from '../domain/instance-job.ts';
import { type InstanceContext, isoNow } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import { cancelJob } from './instance-job-end.ts';

/**
 * Notes that an end is asked for, before anything is signalled; false: it was before, or it has ended. `more` is noted in the
 * same write. A job is cancelled, so that whoever asks is told when the scheduler does not take the request.
 */
export async function requestEnd(
  context: InstanceContext,
  entry: InstanceEntry,
  reason: string,
  more: Pick<InstanceRecord, 'removal_requested_at'> = {},
): Promise<boolean> {
  const { book } = context;
  let asked = false;
  // Kept in memory where the disk is full: an instance can always be stopped.
  await book.save(entry, (record) => {
    asked = record.ended_at === null && record.stop_requested_at === null;
    const now = isoNow();
    const at_work = ownWork(context.host);
    if (asked) return { ...more, stop_requested_at: now, stop_reason: reason, at_work };
    return more.removal_requested_at == null ? null : { ...more, at_work };
  });
  if (!asked) return false;
  await cancelJob(context, entry).catch(async (error: unknown) => {
    await book.save(entry, () => ({
      stop_requested_at: null,
      stop_reason: null,
      removal_requested_at: null,
      at_work: null,
    }));
    book.show(entry);
    throw error;
  });
  return true;
}

/** @throws ManagerError instance_elsewhere where it runs on a machine, or as a job of a cluster, that is none of ours */
export function refuseElsewhere({ record, instance, elsewhere }: InstanceEntry): void {
  if (instance.state !== 'lost' || (isJobRecord(record) && !elsewhere)) return;
  throw new ManagerError(
    'instance_elsewhere',
    `"${record.name}" runs on ${record.host}; it can only be acted on there.`,
  );
}

/** Its job could not be brought to its end: it goes on as it is. */
export async function notOver({ book }: InstanceContext, entry: InstanceEntry): Promise<ManagerError> {
  await book.save(entry, () => ({ restart_requested_at: null, at_work: null }));
  return new ManagerError(
    'scheduler_unavailable',
    `The job of "${entry.record.name}" was cancelled, but has not ended yet. Restart it again in a while.`,
  );
}
