import { EventEmitter } from 'node:events';
import { ManagerError } from '../../src/domain/errors.ts';
import type { Job, Submission } from '../../src/domain/scheduler.ts';
import type { JobQueue, QueueContact } from '../../src/services/ports.ts';
import { aJob } from './sample-job.ts';

/** A queue whose every answer the test gives: for faults that a real scheduler does not bring about on demand. */
export function fakeJobQueue() {
  let contact: QueueContact = { state: 'ok', since: '2025-11-21T14:05:30.000Z', message: null };
  let jobs: Job[] = [];
  let nextId = 100;
  const told = {
    submissions: [] as Submission[],
    cancelled: [] as string[],
    watchers: 0,
    ended: [] as Job[],
    refusal: null as ManagerError | null,
  };
  const refuseIfLost = () => {
    if (contact.state !== 'ok') throw new ManagerError('scheduler_unavailable', 'It does not answer.');
  };
  const events = new EventEmitter<{ change: [] }>();
  const queue: JobQueue = Object.assign(events, {
    title: 'Slurm',
    contact: () => contact,
    list: () => jobs,
    find: (id: string) => jobs.find((job) => job.id === id) ?? null,
    watch() {
      told.watchers += 1;
      return () => {
        told.watchers -= 1;
      };
    },
    refresh: async () => undefined,
    limits: async () => ({ partitions: [], accounts: [], defaultAccount: null, qos: [] }),
    async submit(submission: Submission) {
      refuseIfLost();
      if (told.refusal !== null) throw told.refusal;
      told.submissions.push(submission);
      nextId += 1;
      return { jobId: String(nextId) };
    },
    async test(submission: Submission) {
      told.submissions.push(submission);
      return { problems: ['It would wait for ever.'], estimatedStart: '2025-11-21T15:00:00.000Z' };
    },
    findEnded: async (ids: string[]) => told.ended.filter((job) => ids.includes(job.id)),
    outputFiles: async () => ({ output: null, error: null }),
    async cancel(id: string) {
      refuseIfLost();
      told.cancelled.push(id);
    },
    hold: async () => undefined,
    release: async () => undefined,
    close: () => undefined,
  });
  return {
    queue,
    told,
    /** What the queue shows from now on. */
    show(...next: Job[]) {
      jobs = next;
      events.emit('change');
    },
    setContact(next: Partial<QueueContact>) {
      contact = { ...contact, ...next };
      events.emit('change');
    },
  };
}

/** A job as a queue shows it; `changes` say what matters to a test. */
export function makeJob(changes: Partial<Job> = {}): Job {
  return aJob({
    id: '101',
    name: 'job',
    submitted_at: '2025-11-21T14:00:00.000Z',
    started_at: null,
    ends_at: null,
    working_directory: null,
    ...changes,
  });
}
