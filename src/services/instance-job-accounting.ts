import type { InstanceJobRecord } from '../domain/instance.ts';
import { instanceJob, isJobOf } from '../domain/instance-job.ts';
import { hasEnded, type Job } from '../domain/scheduler.ts';
import type { InstanceContext } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import type { JobQueue } from './ports.ts';

/** How often the accounting is asked for one job. */
const accountingEveryMs = 5000;

/** Learns what a job that ended used, once the accounting knows; `again` is called when it answered. */
export async function learnUsage(context: InstanceContext, entry: InstanceEntry, again: () => void): Promise<void> {
  const { record } = entry;
  const queue = context.jobs?.queue ?? null;
  if (queue === null || record.ended_at === null || record.job?.id == null) return;
  const usage = record.job.seen?.usage ?? null;
  // The accounting's first word on a job leaves gaps, and where it measures nothing they stay.
  const withinMs = usage === null ? usageWithinMs : usage.cpu_seconds === null ? gapsWithinMs : 0;
  if (Date.now() - Date.parse(record.ended_at) > withinMs) return;
  if (entry.accounted?.usage) await noteJob(context, entry, entry.accounted);
  askAccounting(entry, queue, record.job, again);
}
const usageWithinMs = 600_000;
const gapsWithinMs = 60_000;

/** Asks the accounting, if it was not asked a moment ago. It may take long, so nobody waits. */
export function askAccounting(entry: InstanceEntry, queue: JobQueue, run: InstanceJobRecord, again: () => void): void {
  if (run.id === null || performance.now() - entry.accountingAskedAt < accountingEveryMs) return;
  entry.accountingAskedAt = performance.now();
  void queue.findEnded([run.id]).then((found) => {
    if (entry.record.job?.id !== run.id) return;
    entry.accounted = found.find((job) => isJobOf(run, job) && hasEnded(job.phase)) ?? null;
    if (entry.accounted !== null) again();
  });
}

/** Keeps what a card shows of a job when the queue has forgotten it. */
export async function noteJob({ book }: InstanceContext, entry: InstanceEntry, job: Job): Promise<void> {
  await book.save(entry, ({ job: run, ends_at: before }) => {
    // It may have been started again meanwhile.
    if (run == null || (run.id === null ? run.name !== job.name : run.id !== job.id)) return null;
    // The expected start moves all the time; it is in the entry, and of no use later.
    const seen = { ...instanceJob(job, run.seen), expected_start_at: null };
    // Of a job that is over it may not be told any more.
    const endsAt = job.ends_at ?? (hasEnded(job.phase) ? (before ?? null) : null);
    const same = JSON.stringify(seen) === JSON.stringify(run.seen) && endsAt === (before ?? null) && run.id === job.id;
    return same ? null : { ends_at: endsAt, job: { ...run, id: job.id, seen } };
  });
}
