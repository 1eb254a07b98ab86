import type { InstanceJob, InstanceJobRecord, InstanceRecord, InstanceState, JobAddress } from './instance.ts';
import { stateInJob } from './job-state.ts';
import { hasEnded, type Job, type JobUsage } from './scheduler.ts';

/** What is known of an instance's job now. */
export interface JobFacts {
  /** As the queue shows it; null: it shows none. */
  job: Job | null;
  /** Why nobody can say how it is, in a sentence; null where it can be said. */
  lost: string | null;
  /** Whether its app has noted its end already. */
  appEnded: boolean;
  /** "Slurm" */
  schedulerTitle: string;
  /** Milliseconds. */
  now: number;
  warnBeforeEndMs: number;
}

/** The state that an instance in a job shows, and a sentence where the state alone does not say enough. */
export function jobStateOf(
  record: InstanceRecord & { job: InstanceJobRecord },
  facts: JobFacts,
): { state: InstanceState; reason: string | null } {
  if (record.ended_at !== null && record.end_state !== null) {
    return { state: record.end_state, reason: record.state_reason };
  }
  if (record.restart_requested_at) return { state: 'ending', reason: 'Restarting' };
  if (facts.lost !== null) return { state: 'lost', reason: facts.lost };
  if (record.stop_requested_at !== null) return { state: 'ending', reason: record.state_reason ?? 'Stopping' };
  const { job, schedulerTitle: title } = facts;
  if (job === null) return unlisted(record, title);
  return stateInJob(job, { ...facts, readyAt: record.ready_at, hasEnded: facts.appEnded });
}

/** Handed in a moment ago, not asked for yet by this daemon, or forgotten by the queue and about to be judged. */
function unlisted({ job, ready_at }: InstanceRecord & { job: InstanceJobRecord }, title: string) {
  if (job.id === null) return { state: 'queued' as const, reason: `It is being handed in to ${title}` };
  if (job.seen === null) return { state: 'queued' as const, reason: `Handed in; ${title} does not show it yet` };
  if (ready_at !== null) return { state: 'ready' as const, reason: null };
  const waited = job.seen.phase === 'queued' || job.seen.phase === 'held';
  return { state: waited ? ('queued' as const) : ('starting' as const), reason: `${title} does not show it now` };
}

/**
 * Whether a job that bears this instance's number is its job: numbers are given out again after some time, and another
 * cluster with the same home directory has the same ones. Names are unique; a site's template may have set another, so that
 * a job handed in at the same time counts, too.
 */
export function isJobOf(run: InstanceJobRecord, job: Job): boolean {
  if (job.name === run.name) return true;
  const apartMs = Math.abs(Date.parse(job.submitted_at ?? '') - Date.parse(run.submitted_at));
  return job.restarts === 0 && apartMs < skewMs;
}
/** So far the clocks of scheduler and daemon may be apart. */
const skewMs = 300_000;

/** True where a run that had begun waits in the queue again. */
export function isBackInQueue(record: InstanceRecord & { job: InstanceJobRecord }, job: Job): boolean {
  if (job.restarts > record.job.restarts) return true;
  return (job.phase === 'queued' || job.phase === 'held') && record.job.address !== null;
}

/** True where an announcement is of the present run of the job: an earlier one may have left its own. */
export function isCurrent(address: JobAddress, job: Job): boolean {
  if (job.restarts === 0 || job.started_at === null) return true;
  return Date.parse(address.at) > Date.parse(job.started_at) - staleMs;
}
const staleMs = 30_000;

/** The part of a job that is kept and shown; the usage as far as it was known. */
export function instanceJob(job: Job, before: InstanceJob | null): InstanceJob {
  return {
    id: job.id,
    phase: job.phase,
    reason: job.reason,
    reason_code: job.reason_code,
    account: job.account,
    partition: job.partition,
    nodes: job.nodes,
    // A job that is over has none any more; where it ran is worth to be known.
    node_list: job.node_list ?? before?.node_list ?? null,
    walltime_seconds: job.walltime_seconds ?? before?.walltime_seconds ?? null,
    expected_start_at: hasEnded(job.phase) ? null : job.expected_start_at,
    usage:
      job.usage === null
        ? (before?.usage ?? null)
        : withWalltime(job.usage, job.walltime_seconds ?? before?.walltime_seconds),
  };
}

function withWalltime(usage: JobUsage, walltimeSeconds: number | null | undefined): JobUsage {
  return { ...usage, walltime_seconds: usage.walltime_seconds ?? walltimeSeconds ?? null };
}

/** A record whose instance runs as a job. */
export function isJobRecord(record: InstanceRecord): record is InstanceRecord & { job: InstanceJobRecord } {
  return record.job != null;
}
