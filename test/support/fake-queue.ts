import { EventEmitter } from 'node:events';
import type { Job, Submission } from '../../src/domain/scheduler.ts';
import { noJobQueue } from '../../src/services/no-job-queue.ts';
import type { JobForms, JobQueue, QueueContact } from '../../src/services/ports.ts';
import { aJob } from './sample-job.ts';

/** A queue whose jobs a test changes as it likes; nothing runs. */
export interface FakeQueue extends JobQueue {
  jobs: Job[];
  ended: Job[];
  contactIs: QueueContact;
  cancelled: string[];
  submitted: Submission[];
  /** Shows what was changed. */
  tell(): void;
}

export function fakeQueue(): FakeQueue {
  const events = new EventEmitter<{ change: [] }>();
  const queue: FakeQueue = Object.assign(noJobQueue(), events, {
    title: 'Slurm',
    jobs: [] as Job[],
    ended: [] as Job[],
    cancelled: [] as string[],
    submitted: [] as Submission[],
    contactIs: { state: 'ok', since: new Date().toISOString(), message: null } as QueueContact,
    contact: () => queue.contactIs,
    list: () => queue.jobs,
    find: (id: string) => queue.jobs.find((job) => job.id === id) ?? null,
    findEnded: async (ids: string[]) => queue.ended.filter((job) => ids.includes(job.id)),
    async submit(submission: Submission) {
      queue.submitted.push(submission);
      const jobId = String(11 + queue.submitted.length);
      const submittedAt = new Date().toISOString();
      queue.jobs.push(
        aJob({
          id: jobId,
          name: submission.jobName,
          phase: 'queued',
          submitted_at: submittedAt,
          started_at: null,
          ends_at: null,
        }),
      );
      return { jobId };
    },
    async cancel(id: string) {
      queue.cancelled.push(id);
    },
    tell() {
      queue.contactIs = { state: 'ok', since: new Date(Date.now() + 1).toISOString(), message: null };
      queue.emit('change');
    },
  });
  return queue;
}

/** Takes any values, and shows them to nobody. */
export const anyForms: JobForms = {
  show: async () => [],
  check: async (_fields, values) => values as Record<string, string>,
  render: (_template, _values, given) => `#!/bin/bash\nexec bash '${given.command_file}'\n`,
};
