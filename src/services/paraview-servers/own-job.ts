import type { ServerJob } from '../../domain/paraview-server.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import type { Job, JobPhase } from '../../domain/scheduler.ts';
import type { JobQueue } from '../ports.ts';

/**
 * The server's job as the queue shows it; null where it shows none. Schedulers give job numbers out again: another job
 * that has the number by now is not it.
 */
export function ownJob(queue: Pick<JobQueue, 'find' | 'list'>, record: ServerRecord): Job | null {
  if (record.job === null) return null;
  const { id } = record.job;
  // Without a number the daemon ended between handing the job in and noting its number.
  if (id === null) return queue.list().find((job) => worksIn(job, record.id)) ?? null;
  const job = queue.find(id);
  return job !== null && isOwn(job, record) ? job : null;
}

/** A job works in its server's directory, whose name no other has; it stays the same when the job is put back. */
export function isOwn(job: Job, record: ServerRecord): boolean {
  return job.working_directory === null ? job.name === record.job?.name : worksIn(job, record.id);
}

/**
 * True where the job was put back into the queue since the record was written: what it said of its last run is over. The
 * count of restarts may follow a moment later than the state.
 */
export function wasPutBack(job: Job, record: ServerRecord): boolean {
  if (record.job === null) return false;
  const ran = record.job.seen !== null && hasStarted.has(record.job.seen.phase);
  return job.restarts > record.job.restarts || (ran && isWaiting(job));
}
const hasStarted: ReadonlySet<JobPhase> = new Set<JobPhase>(['starting', 'running', 'suspended', 'ending']);

/** True before the job has nodes. */
export function isWaiting({ phase }: Job): boolean {
  return phase === 'queued' || phase === 'held';
}

/** The part of a job that its server's card shows. */
export function jobSeen(job: Job): ServerJob {
  const { id, phase, reason, reason_code, account, partition, nodes, node_list, walltime_seconds } = job;
  return { id, phase, reason, reason_code, account, partition, nodes, node_list, walltime_seconds };
}

function worksIn({ working_directory }: Job, id: string): boolean {
  return working_directory?.split('/').includes(id) ?? false;
}
