import { ManagerError } from '../domain/errors.ts';
import type { Submission } from '../domain/scheduler.ts';
import type { JobQueue } from './ports.ts';

/**
 * Hands a script in, after the scheduler was asked what would become of it: some take jobs that can never start, and let them
 * wait for ever.
 *
 * @throws ManagerError job_refused with every problem, scheduler_unavailable
 */
export async function submitChecked(
  queue: Pick<JobQueue, 'test' | 'submit'>,
  submission: Submission,
): Promise<{ jobId: string }> {
  const { problems } = await queue.test(submission);
  if (problems.length > 0) throw new ManagerError('job_refused', problems.join(' '));
  return queue.submit(submission);
}
