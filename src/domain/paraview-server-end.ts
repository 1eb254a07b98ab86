import { hintFor } from './failure-hints.ts';
import type { ExitStatus } from './instance.ts';
import { readStatus } from './instance-verdict.ts';
import type { ServerRecord } from './paraview-server-record.ts';
import type { Job, JobPhase } from './scheduler.ts';

/** What is known once nothing of a server runs any more. */
export interface ServerEndFacts {
  /** What its command noted; null: nobody saw its end. */
  exit: ExitStatus | null;
  /** Its job, ended, from the queue or the accounting; null: it is none, or neither knows it. */
  job: Job | null;
  /** True where the machine was started anew since. */
  rebooted: boolean;
  /** The last lines of the log, without escape sequences. */
  logTail: string[];
  endsWithLastClient: boolean;
  /** Milliseconds; the end where nothing else tells it. */
  now: number;
}

export type ServerVerdict = Pick<
  ServerRecord,
  'ended_at' | 'exit_code' | 'signal' | 'end_state' | 'state_reason' | 'hint' | 'usage'
>;

/** How a server ended, and why. A verdict that was fixed before (a start that took too long) is kept. */
export function serverVerdict(record: ServerRecord, facts: ServerEndFacts): ServerVerdict {
  const { exit, job, logTail } = facts;
  const status = exit === null ? statusOf(job) : readStatus(exit);
  const end = fixedBefore(record) ?? asked(record) ?? (job && byPhase(record, job)) ?? judge(record, facts, status);
  const hint = end.hint ?? (end.state === 'failed' ? hintFor({ logTail, ...status }) : null);
  return {
    ended_at: exit?.endedAt ?? job?.ended_at ?? new Date(facts.now).toISOString(),
    exit_code: status.exitCode,
    signal: status.signal,
    end_state: end.state,
    state_reason: end.reason,
    hint,
    usage: job?.usage ?? null,
  };
}

/** Where the command noted nothing, the scheduler may know. */
function statusOf(job: Job | null): Status {
  if (job === null) return { exitCode: null, signal: null };
  return { exitCode: job.exit_code ?? (job.phase === 'completed' ? 0 : null), signal: job.signal };
}

interface End {
  state: 'stopped' | 'failed';
  reason: string;
  hint?: string | null;
}

function fixedBefore(record: ServerRecord): End | null {
  if (record.end_state === null) return null;
  return { state: record.end_state, reason: record.state_reason ?? 'Ended', hint: record.hint };
}

function asked(record: ServerRecord): End | null {
  return record.stop_requested_at === null ? null : { state: 'stopped', reason: record.stop_reason ?? 'Stopped' };
}

/** Ends that the scheduler brought about; null where the program itself ended. */
function byPhase(record: ServerRecord, job: Job): End | null {
  const state = record.ready_at === null ? 'failed' : 'stopped';
  const ends: Partial<Record<JobPhase, End>> = {
    cancelled: { state: 'stopped', reason: 'The job was cancelled, but not from here' },
    timed_out: { state, reason: 'Its walltime was over', hint: 'Ask for a longer walltime if that was too early.' },
    out_of_memory: {
      state: 'failed',
      reason: 'The job ran out of memory',
      hint: 'Ask for more nodes or memory, or spread the data over more tasks.',
    },
    node_failed: { state: 'failed', reason: 'A node of the job failed', hint: 'Start it again: it gets other nodes.' },
    preempted: {
      state: 'failed',
      reason: 'The job had to make room for another one',
      hint: 'Start it again, or use a partition or QOS that others cannot preempt.',
    },
  };
  return ends[job.phase] ?? null;
}

type Status = ReturnType<typeof readStatus>;

function judge(record: ServerRecord, facts: ServerEndFacts, { exitCode, signal }: Status): End {
  if (signal !== null) return { state: 'failed', reason: `Ended by ${signal}` };
  if (exitCode === null) return unseen(record, facts);
  if (exitCode !== 0) return { state: 'failed', reason: `Ended with exit code ${exitCode}` };
  // pvserver ends with 0 when it cannot have its port.
  if (record.ready_at === null) return { state: 'failed', reason: 'Ended before it listened' };
  const hadClient = facts.logTail.some((line) => /^Client connected/.test(line));
  if (hadClient && facts.endsWithLastClient) return { state: 'stopped', reason: 'Ended when its last client left' };
  return { state: 'stopped', reason: 'Ended by itself' };
}

function unseen(record: ServerRecord, facts: ServerEndFacts): End {
  if (record.kind === 'local' && record.ends_at !== null && Date.parse(record.ends_at) <= facts.now) {
    return { state: 'stopped', reason: 'Ended together with the session that Jupyter ran in' };
  }
  if (facts.rebooted) return { state: 'failed', reason: 'The machine was restarted' };
  if (record.kind === 'local') {
    return { state: 'failed', reason: 'It is gone, and its end was not seen: it was killed together with its keeper' };
  }
  if (record.job?.id == null) return { state: 'failed', reason: 'It was never handed in to the scheduler' };
  if (facts.job !== null) return { state: 'failed', reason: facts.job.reason ?? 'The job failed' };
  return { state: 'failed', reason: 'The scheduler does not know the job any more, and its end was not seen' };
}
