import { hintFor } from './failure-hints.ts';
import type { ExitStatus, InstanceRecord } from './instance.ts';
import { readStatus, type Verdict, verdictOf } from './instance-verdict.ts';
import type { Job, JobPhase } from './scheduler.ts';

/** What is known once an instance's job is over. */
export interface JobEndFacts {
  /** As the queue or the accounting shows it; null: neither knows it any more. */
  job: Job | null;
  /** What the job itself noted; null: it had no time to, or never came so far. */
  exit: ExitStatus | null;
  /** The last lines of the log, without escape sequences. */
  logTail: string[];
  /** Milliseconds; the end where nothing tells it. */
  now: number;
}

/** How an instance in a job ended, and why: as for others, with the scheduler's own reasons before the exit code. */
export function verdictOfJob(record: InstanceRecord, facts: JobEndFacts): Verdict {
  const { job, exit, logTail, now } = facts;
  const plain = verdictOf(record, { exit, rebooted: false, logTail, now });
  const endedAt = exit?.endedAt ?? job?.ended_at ?? plain.ended_at;
  const status = exit === null ? { exitCode: job?.exit_code ?? null, signal: job?.signal ?? null } : readStatus(exit);
  const verdict = { ...plain, ended_at: endedAt, exit_code: status.exitCode, signal: status.signal };
  if (record.end_state !== null || record.stop_requested_at !== null) return verdict;

  const cause = (job && causes[job.phase]) ?? (endedByWalltime(record, exit) ? causes.timed_out : undefined);
  if (cause) return { ...verdict, end_state: cause.state, state_reason: cause.reason, hint: cause.hint };
  if (exit !== null) return verdict;
  return job === null ? { ...verdict, ...forgotten } : { ...verdict, ...byScheduler(job, logTail) };
}

interface Cause {
  state: 'stopped' | 'failed';
  reason: string;
  hint: string;
}

/** What an exit code would not tell. */
const causes: Partial<Record<JobPhase, Cause>> = {
  timed_out: {
    state: 'stopped',
    reason: 'Its walltime was over',
    hint: 'Start it again with a longer walltime where it needs more.',
  },
  cancelled: {
    state: 'stopped',
    reason: 'Its job was cancelled from outside',
    hint: 'By you with another program, or by an administrator. Restart hands it in anew.',
  },
  out_of_memory: {
    state: 'failed',
    reason: 'It ran out of memory',
    hint: 'Ask for more memory or more nodes, or use less data.',
  },
  node_failed: {
    state: 'failed',
    reason: 'Its node failed',
    hint: 'Restart hands it in anew, and it gets another node.',
  },
  preempted: {
    state: 'failed',
    reason: 'Its nodes were needed for a job that goes first',
    hint: 'Restart hands it in anew; another partition or quality of service may keep it from happening again.',
  },
};

/** An app that was told in time that its walltime is nearly over ends by itself. */
function endedByWalltime(record: InstanceRecord, exit: ExitStatus | null): boolean {
  if (exit === null || record.ends_at == null) return false;
  const toldToEnd = exit.status === 0 || exit.status === 143;
  return toldToEnd && Date.parse(exit.endedAt) > Date.parse(record.ends_at) - warningMs;
}
/** Templates ask for the signal a minute before the end; schedulers send it up to another minute earlier. */
const warningMs = 120_000;

const forgotten = {
  end_state: 'failed',
  state_reason: 'The scheduler does not know its job any more, and its end was not seen',
  hint: 'Its log may tell how far it came.',
} as const;

/** It ended before its own script could note that: the template, or what came before it, failed. */
function byScheduler({ exit_code: exitCode, signal, reason }: Job, logTail: string[]) {
  const how = signal !== null ? `Its job ended by ${signal}` : `Its job ended with exit code ${exitCode ?? 'unknown'}`;
  return {
    end_state: 'failed',
    state_reason: reason === null ? how : `${how}: ${reason}`,
    hint: hintFor({ logTail, exitCode, signal }) ?? 'The log may say why; it may be the job template of this site.',
  } as const;
}
