import type { ExitStatus, InstanceRecord } from '../domain/instance.ts';
import { isBackInQueue, isCurrent, isJobRecord } from '../domain/instance-job.ts';
import { hasEnded, type Job } from '../domain/scheduler.ts';
import { upstreamOf } from './instance-book.ts';
import { type InstanceContext, isoNow } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import { askAccounting, noteJob } from './instance-job-accounting.ts';
import { findJob } from './instance-job-end.ts';
import type { JobQueue, QueueContact } from './ports.ts';

/** What a look at a job may lead to. */
export interface JobActions {
  /** Looks at it once more. */
  again(entry: InstanceEntry): void;
  judge(entry: InstanceEntry, job: Job | null, exit: ExitStatus | null): Promise<void>;
  goesOn(entry: InstanceEntry): Promise<void>;
  fail(entry: InstanceEntry, reason: string, hint: string): Promise<void>;
}

/** A job that was never handed in, because its daemon was killed, shows this after so long. */
const handInMs = 60_000;
/** The accounting lags: so long a job may be in neither list. */
const missingMs = 60_000;
/** The same where its own note of the end is there. */
const missingWithNoteMs = 10_000;
/** A job that runs announces its address at once, once the file system shows it here. */
const announceMs = 60_000;

/** Finds out how the job of an instance is, from the queue and from what the job itself wrote. */
export async function lookAtJob(context: InstanceContext, entry: InstanceEntry, actions: JobActions): Promise<void> {
  const { record } = entry;
  const queue = context.jobs?.queue ?? null;
  if (!isJobRecord(record)) return;
  if (queue === null || queue.title === null) {
    entry.lost = 'This configuration has no scheduler to ask';
    entry.elsewhere = true;
    return;
  }
  const contact = queue.contact();
  const job = findJob(queue, record.job);
  const isHere = record.host === context.host.identity.host;
  entry.elsewhere = false;
  if (contact.state === 'unknown') {
    // The answer leads here again.
    entry.lost = null;
    return void queue.refresh();
  }
  if (contact.state === 'lost') {
    entry.job = job ?? entry.job;
    entry.lost = (await stillAnswers(context, record)) ? null : lostContact(queue.title, contact);
    return;
  }
  entry.lost = null;
  if (job === null) return lookAtMissing(context, entry, actions, { queue, contact, isHere });
  entry.missingSince = null;
  entry.job = job;
  await noteJob(context, entry, job);
  if (hasEnded(job.phase)) {
    await actions.judge(entry, job, await context.host.sessions.readExitStatus(record.id));
  } else await lookAtLive(context, entry, actions, { queue, job });
}

async function lookAtLive(
  context: InstanceContext,
  entry: InstanceEntry,
  actions: JobActions,
  { queue, job }: { queue: JobQueue; job: Job },
): Promise<void> {
  const { host, book } = context;
  const { id } = entry.record;
  if (isJobRecord(entry.record) && isBackInQueue(entry.record, job)) {
    entry.probing?.abort();
    await book.save(entry, (now) => backInQueue(now, job));
  }
  const address = await host.readAddress(id);
  entry.appEnded = false;
  if (job.phase !== 'running') {
    // The job tells first that it runs, and the queue when it is asked.
    const hasBegun = address !== null && job.restarts === 0;
    if (hasBegun || job.phase === 'ending' || entry.record.stop_requested_at !== null) void queue.refresh();
    return actions.goesOn(entry);
  }
  if (address !== null && isCurrent(address, job)) {
    const { port, ...place } = address;
    const before = entry.record.job?.address;
    if (before?.at !== place.at || entry.record.port !== port) {
      entry.probing?.abort();
      entry.probing = null;
      await book.save(entry, ({ job: run }) =>
        run == null || run.id !== job.id
          ? null
          : {
              port,
              ready_at: null,
              job: { ...run, path_host: run.path_host ?? place.host, address: { ...place, seen_at: isoNow() } },
            },
      );
    }
    entry.appEnded = (await host.sessions.readExitStatus(id)) !== null;
    if (entry.appEnded || entry.record.stop_requested_at !== null) void queue.refresh();
  } else if (isSilent(job, entry.record)) {
    await actions.fail(
      entry,
      'Its job runs, but did not say where it listens',
      'The job template of this site has to run {{ command_file }}, and the session directory has to be one that all nodes see.',
    );
  }
  if (!entry.appEnded) await actions.goesOn(entry);
}

/** The queue does not show it (any more). */
async function lookAtMissing(
  context: InstanceContext,
  entry: InstanceEntry,
  actions: JobActions,
  { queue, contact, isHere }: { queue: JobQueue; contact: QueueContact; isHere: boolean },
): Promise<void> {
  const { record } = entry;
  const { job: run } = record;
  entry.job = null;
  if (run == null) return;
  const submittedAt = Date.parse(run.submitted_at);
  if (run.id === null) {
    if (isHere && Date.now() - submittedAt > handInMs) await actions.judge(entry, null, null);
    return;
  }
  // An answer from before it was handed in says nothing.
  if (Date.parse(contact.since ?? '') <= submittedAt) return void queue.refresh();
  entry.missingSince ??= performance.now();
  const { accounted } = entry;
  if (accounted !== null) {
    await noteJob(context, entry, accounted);
    return actions.judge(entry, accounted, await context.host.sessions.readExitStatus(record.id));
  }
  askAccounting(entry, queue, run, () => actions.again(entry));
  if (!isHere) {
    entry.elsewhere = true;
    entry.lost = `Its job was handed in on ${record.host}`;
    return;
  }
  const exit = await context.host.sessions.readExitStatus(record.id);
  const missingForMs = performance.now() - entry.missingSince;
  if (missingForMs > (exit === null ? missingMs : missingWithNoteMs)) await actions.judge(entry, null, exit);
}

function backInQueue({ job: run }: InstanceRecord, job: Job): Partial<InstanceRecord> | null {
  if (run == null || run.id !== job.id) return null;
  return { ready_at: null, port: null, job: { ...run, restarts: job.restarts, address: null } };
}

function isSilent(job: Job, { ready }: InstanceRecord): boolean {
  const since = job.started_at === null ? Number.NaN : Date.parse(job.started_at);
  return Date.now() - since > announceMs + ready.timeout_seconds * 1000;
}

/** While the scheduler is silent an app that answers is not lost. */
async function stillAnswers({ host }: InstanceContext, record: InstanceRecord): Promise<boolean> {
  if (record.ready_at === null || record.port === null) return false;
  const result = await host.probeHttp(upstreamOf(record), record.ready.path, probeMs);
  return result.kind === 'answered';
}
const probeMs = 2000;

/** "Lost contact with Slurm since 2025-11-21 14:05 UTC: squeue timed out." */
function lostContact(title: string, { state, since, message }: QueueContact): string {
  if (state === 'unknown') return `${title} has not answered yet`;
  const when = since === null ? '' : ` since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  return `Lost contact with ${title}${when}${message === null ? '' : `: ${message}`}`;
}
