import type { InstanceState } from './instance.ts';
import type { Job } from './scheduler.ts';

/** What runs as a job, apps and ParaView servers alike, as far as its state depends on it. */
export interface JobRun {
  /** Null: it does not answer yet. */
  readyAt: string | null;
  /** Whether the command has noted its end already. */
  hasEnded: boolean;
  /** "Slurm" */
  schedulerTitle: string;
  /** Milliseconds. */
  now: number;
  /** How long before the end of its time it is shown as ending. */
  warnBeforeEndMs: number;
}

/** The state of what runs as a job that the queue shows, and a sentence where the state alone does not say enough. */
export function stateInJob(job: Job, run: JobRun): { state: InstanceState; reason: string | null } {
  switch (job.phase) {
    case 'queued':
    case 'held':
      return { state: 'queued', reason: job.reason };
    case 'starting':
      return { state: 'starting', reason: job.reason ?? 'Its nodes are being prepared' };
    case 'suspended':
      return { state: 'lost', reason: job.reason ?? `${run.schedulerTitle} has suspended it` };
    case 'running':
      return run.hasEnded ? ended : running(job, run);
    default:
      return ended;
  }
}

const ended = { state: 'ending', reason: 'It has ended; its nodes are being cleaned up' } as const;

function running(job: Job, { readyAt, now, warnBeforeEndMs }: JobRun): ReturnType<typeof stateInJob> {
  if (readyAt === null) return { state: 'starting', reason: null };
  const endsAt = job.ends_at === null ? Number.POSITIVE_INFINITY : Date.parse(job.ends_at);
  const walltimeMs = (job.walltime_seconds ?? Number.POSITIVE_INFINITY) * 1000;
  // A short job would else be about to end from its start on.
  const isNear = endsAt - now < Math.min(warnBeforeEndMs, walltimeMs * nearEndShare);
  return isNear ? { state: 'ending', reason: 'Its walltime is nearly over' } : { state: 'ready', reason: null };
}
const nearEndShare = 0.2;
