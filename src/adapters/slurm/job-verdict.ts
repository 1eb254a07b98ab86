import { hasEnded, type Job, type JobPhase } from '../../domain/scheduler.ts';
import { type ExitStatus, parseExitStatus } from './exit-status.ts';
import { explainReason } from './job-reasons.ts';
import { phaseOf } from './job-states.ts';

type Verdict = Pick<Job, 'phase' | 'reason' | 'reason_code' | 'stuck' | 'exit_code' | 'signal'>;

/** Where a job stands and why, from Slurm's words for its state, reason and exit status. */
export function judgeJob(state: string, reason: string, exitStatus: string, hasNodes: boolean): Verdict {
  const phase = phaseOf(state, hasNodes);
  const reasonCode = reason === '' || reason === 'None' ? null : reason;
  if (hasEnded(phase)) {
    const status = parseExitStatus(exitStatus);
    return {
      phase,
      reason: sayEnd(phase, status, reason),
      reason_code: reasonCode,
      stuck: false,
      ...shown(phase, status),
    };
  }
  const known = explainReason(reason);
  const isWaiting = phase === 'queued' || phase === 'held';
  return {
    phase: isWaiting && known?.held ? 'held' : phase,
    reason: isWaiting ? (known?.words ?? null) : null,
    reason_code: reasonCode,
    stuck: isWaiting && (known?.stuck ?? false),
    exit_code: null,
    signal: null,
  };
}

/** 0 is also printed for jobs whose script never came to its end. */
function shown(phase: JobPhase, status: ExitStatus | null) {
  const exitCode = status?.exitCode || (phase === 'completed' ? 0 : null);
  return { exit_code: exitCode, signal: status?.signal ?? null };
}

/** Why it ended, in a sentence; null where it simply finished. */
function sayEnd(phase: JobPhase, status: ExitStatus | null, reason: string): string | null {
  switch (phase) {
    case 'completed':
      return null;
    case 'cancelled':
      return 'It was cancelled';
    case 'timed_out':
      return 'Its time was over';
    case 'out_of_memory':
      return 'It used more memory than it had asked for';
    case 'node_failed':
      return 'A node failed';
    case 'preempted':
      return 'A job of higher priority took its nodes';
    default:
      return sayFailure(status, reason);
  }
}

function sayFailure(status: ExitStatus | null, reason: string): string {
  if (status?.hasNoOutputFile) return 'Its output file could not be written';
  const known = explainReason(reason);
  // BadConstraints and the like: it never ran, so that its exit status says nothing.
  if (known?.stuck) return known.words;
  if (status?.signal) return `It was ended by ${status.signal}`;
  if (status?.exitCode) return `It ended with exit code ${status.exitCode}`;
  return known?.words ?? 'It failed';
}
