import t from 'tap';
import { hasEnded, isSameJob, type Job, jobPhases } from '../../src/domain/scheduler.ts';

t.test('a job has ended once nothing of it runs or will run', async (t) => {
  const ended = jobPhases.filter(hasEnded);
  t.strictSame(ended, ['completed', 'failed', 'cancelled', 'timed_out', 'out_of_memory', 'node_failed', 'preempted']);
});

const job = { id: '7', submitted_at: '2020-01-01T00:00:00.000Z', restarts: 0 } as Job;

t.test('a job is known again by its number and the time at which it was handed in', async (t) => {
  t.equal(isSameJob(job, { id: '7', submitted_at: job.submitted_at }), true);
  t.equal(isSameJob(job, { id: '8', submitted_at: job.submitted_at }), false);
});

t.test('a later job with the same number is another one', async (t) => {
  t.equal(isSameJob(job, { id: '7', submitted_at: '2019-01-01T00:00:00.000Z' }), false);
});

t.test('where one of the times is not known, the number decides', async (t) => {
  t.equal(isSameJob(job, { id: '7', submitted_at: null }), true);
  t.equal(isSameJob({ ...job, submitted_at: null }, { id: '7', submitted_at: job.submitted_at }), true);
});

t.test('a job that was put back into the queue is the same, though it was handed in anew', async (t) => {
  t.equal(isSameJob({ ...job, restarts: 1 }, { id: '7', submitted_at: '2019-01-01T00:00:00.000Z' }), true);
});
