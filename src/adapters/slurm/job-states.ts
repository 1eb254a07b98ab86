import type { JobPhase } from '../../domain/scheduler.ts';

/**
 * The phase of a state as squeue and sacct print it: "RUNNING", "CANCELLED by 1000". A word of a later version of Slurm
 * counts as queued or running, depending on whether the job has nodes.
 */
export function phaseOf(state: string, hasNodes: boolean): JobPhase {
  return phases[/^[A-Z_]*/.exec(state)?.[0] ?? ''] ?? (hasNodes ? 'running' : 'queued');
}

/** job_state_string() of Slurm 20 to 24. */
const phases: Record<string, JobPhase> = {
  PENDING: 'queued',
  REQUEUED: 'queued',
  REQUEUE_FED: 'queued',
  REQUEUE_HOLD: 'held',
  RESV_DEL_HOLD: 'held',
  SPECIAL_EXIT: 'held',
  CONFIGURING: 'starting',
  POWER_UP_NODE: 'starting',
  RUNNING: 'running',
  RESIZING: 'running',
  SIGNALING: 'running',
  SUSPENDED: 'suspended',
  STOPPED: 'suspended',
  COMPLETING: 'ending',
  STAGE_OUT: 'ending',
  COMPLETED: 'completed',
  FAILED: 'failed',
  BOOT_FAIL: 'failed',
  LAUNCH_FAILED: 'failed',
  RECONFIG_FAIL: 'failed',
  CANCELLED: 'cancelled',
  REVOKED: 'cancelled',
  TIMEOUT: 'timed_out',
  DEADLINE: 'timed_out',
  OUT_OF_MEMORY: 'out_of_memory',
  NODE_FAIL: 'node_failed',
  PREEMPTED: 'preempted',
};
