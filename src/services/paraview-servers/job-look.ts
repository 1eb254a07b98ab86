import type { ExitStatus } from '../../domain/instance.ts';
import { sayDuration } from '../../domain/instance-state.ts';
import { hasEnded, type Job } from '../../domain/scheduler.ts';
import { noteAddress, noteListening } from './job-address.ts';
import { isOwn, isWaiting, jobSeen, ownJob, wasPutBack } from './own-job.ts';
import type { ServerEntry } from './server-book.ts';
import { isoNow, type ServersContext } from './server-context.ts';
import { judge } from './server-end.ts';

/** Finds out how a server that is a job is: from the queue, and from what the job itself wrote into its directory. */
export async function lookAtJob(context: ServersContext, entry: ServerEntry): Promise<void> {
  const job = ownJob(context.queue, entry.record);
  if (job !== null) await noteJob(context, entry, job);
  await noteAddress(context, entry);
  await noteListening(context, entry);
  const end = await findEnd(context, entry, job);
  if (end !== null) return judge(context, entry, { ...end, rebooted: false });
  await checkStartTime(context, entry, job);
}

/** Ends a job that is this server's; one that has its number by now is left alone. @throws ManagerError scheduler_unavailable, job_refused */
export async function cancelJob(context: ServersContext, entry: ServerEntry): Promise<void> {
  const { queue } = context;
  await queue.refresh();
  const listed = ownJob(queue, entry.record);
  const id = listed?.id ?? entry.record.job?.id ?? null;
  if (id === null) return;
  const isForgotten = listed === null && queue.contact().state === 'ok' && entry.record.job?.seen != null;
  if (!isForgotten) await queue.cancel(id);
}

async function noteJob({ book, store }: ServersContext, entry: ServerEntry, job: Job): Promise<void> {
  const { id, job: run } = entry.record;
  if (run === null) return;
  entry.missingSince = null;
  const isAnew = wasPutBack(job, entry.record);
  // What the last run left is put aside, unless the next one may have begun to write.
  if (isAnew && isWaiting(job)) await store.renew(id, [{ name: 'address', text: '' }]).catch(() => undefined);
  await book.save(entry, (now) =>
    now.job === null || now.ended_at !== null
      ? null
      : {
          ...(isAnew ? { ready_at: null, address: null } : {}),
          started_at: job.started_at,
          ends_at: job.ends_at,
          job: {
            ...now.job,
            id: job.id,
            restarts: job.restarts,
            expected_start_at: job.expected_start_at,
            seen: jobSeen(job),
          },
        },
  );
}

/** How it ended; null while it goes on, or while nobody can say. */
async function findEnd(
  context: ServersContext,
  entry: ServerEntry,
  job: Job | null,
): Promise<{ exit: ExitStatus | null; job: Job | null } | null> {
  const { queue, store } = context;
  const { record } = entry;
  const exit = await store.readExitStatus(record.id);
  if (job !== null) return hasEnded(job.phase) ? { exit, job: await withUsage(context, entry, job) } : null;
  if (queue.contact().state !== 'ok') return exit === null ? null : { exit, job: null };
  entry.missingSince ??= performance.now();
  if (record.job?.id == null) return isMissingFor(entry, unsubmittedMs) ? { exit, job: null } : null;
  const known = await askAccounting(context, entry);
  if (known !== null && hasEnded(known.phase)) return { exit, job: known };
  return isMissingFor(entry, exit === null ? forgottenMs : accountingLagMs) ? { exit, job: null } : null;
}
/** A job that was handed in shows in the queue at once; a daemon that ended in between did not hand it in. */
const unsubmittedMs = 30_000;
/** The accounting lags behind the queue by seconds. */
const accountingLagMs = 10_000;
const forgottenMs = 120_000;

function isMissingFor({ missingSince }: ServerEntry, durationMs: number): boolean {
  return missingSince !== null && performance.now() - missingSince > durationMs;
}

/** The queue's own answer has no usage. */
async function withUsage(context: ServersContext, entry: ServerEntry, job: Job): Promise<Job> {
  const known = await askAccounting(context, entry);
  return known !== null && hasEnded(known.phase) ? { ...known, reason: job.reason ?? known.reason } : job;
}

/** What the accounting knows of the job; asked every few seconds at most. */
async function askAccounting(context: ServersContext, entry: ServerEntry): Promise<Job | null> {
  const id = entry.record.job?.id;
  if (id == null || performance.now() - entry.accountingAskedAt < accountingEveryMs) return null;
  entry.accountingAskedAt = performance.now();
  const found = await context.queue.findEnded([id]);
  return found.findLast((job) => isOwn(job, entry.record)) ?? null;
}
const accountingEveryMs = 3000;

/** Asks for the used resources of a server that ended a moment ago: they may not have been known yet. */
export async function noteUsage(context: ServersContext, entry: ServerEntry): Promise<void> {
  const { usage, ended_at, kind } = entry.record;
  if (kind !== 'job' || usage !== null || ended_at === null) return;
  if (Date.now() - Date.parse(ended_at) > usageKnownAfterMs) return;
  const known = await askAccounting(context, entry);
  if (known?.usage != null) await context.book.save(entry, () => ({ usage: known.usage }));
}
const usageKnownAfterMs = 300_000;

async function checkStartTime(context: ServersContext, entry: ServerEntry, job: Job | null): Promise<void> {
  const { readyTimeoutMs } = context.site.paraview;
  if (job?.phase !== 'running' || entry.record.ready_at !== null || entry.record.stop_requested_at !== null) {
    entry.runsSince = null;
    return;
  }
  entry.runsSince ??= performance.now();
  if (performance.now() - entry.runsSince < readyTimeoutMs) return;
  const reason = `It did not listen within ${sayDuration(readyTimeoutMs)}`;
  const hint = 'Its log may say why. The command has to listen on the port that $PORT names.';
  await context.book.save(entry, () => ({
    stop_requested_at: isoNow(),
    stop_reason: reason,
    end_state: 'failed',
    state_reason: reason,
    hint,
  }));
  await cancelJob(context, entry).catch((error: unknown) =>
    context.log.warn({ err: error, server: entry.record.id }, 'the job of a server that does not listen goes on'),
  );
}
