import { ManagerError } from '../domain/errors.ts';
import type { InstanceJobRecord } from '../domain/instance.ts';
import { isJobOf } from '../domain/instance-job.ts';
import { hasEnded, type Job } from '../domain/scheduler.ts';
import type { InstanceContext } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import type { JobQueue } from './ports.ts';

/**
 * Cancels a job once; a scheduler sends TERM, and KILL after a time of its own.
 * @throws ManagerError scheduler_unavailable, job_refused
 */
export async function cancelJob(context: InstanceContext, entry: InstanceEntry): Promise<void> {
  const { job: run, host } = entry.record;
  const queue = context.jobs?.queue ?? null;
  if (queue === null || run?.id == null || entry.elsewhere || performance.now() - entry.cancelledAt < cancelAgainMs)
    return;
  // Another cluster's job of this number is somebody's work.
  const shown = queue.find(run.id);
  if (shown === null ? host !== context.host.identity.host : !isJobOf(run, shown)) return;
  await queue.cancel(run.id).catch((error: unknown) => {
    // It is over and forgotten: that is what was asked for.
    if (!(error instanceof ManagerError && error.code === 'job_not_found')) throw error;
  });
  entry.cancelledAt = performance.now();
}
const cancelAgainMs = 20_000;

/** Cancels the job of an instance and waits until nothing of it runs. @throws as cancelJob */
export async function endJob(context: InstanceContext, entry: InstanceEntry): Promise<void> {
  const { job: run } = entry.record;
  await cancelJob(context, entry);
  const deadline = performance.now() + endWithinMs;
  while (!context.closed && performance.now() < deadline && context.book.entries.get(entry.record.id) === entry) {
    if (await isOver(context, run)) return;
    await new Promise((resolve) => setTimeout(resolve, context.tickMs ?? askEveryMs));
  }
}
const askEveryMs = 2000;
/** Longer than schedulers leave a job between TERM and KILL. */
const endWithinMs = 120_000;

/** True once nothing of a run's job runs or will run, as far as the scheduler says; also where it is no job. */
export async function isOver(context: InstanceContext, run: InstanceJobRecord | null | undefined): Promise<boolean> {
  const queue = context.jobs?.queue ?? null;
  if (queue === null || run?.id == null) return true;
  await queue.refresh();
  const job = findJob(queue, run);
  return queue.contact().state === 'ok' && (job === null || hasEnded(job.phase));
}

/** The job of a run as the queue shows it; null: it does not, or another one by now bears its number. */
export function findJob(queue: JobQueue, run: InstanceJobRecord): Job | null {
  const found = run.id === null ? queue.list().find((job) => job.name === run.name) : queue.find(run.id);
  return found && isJobOf(run, found) ? found : null;
}
