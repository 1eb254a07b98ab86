import t from 'tap';
import type { Job } from '../../src/domain/scheduler.ts';
import type { InstanceContext } from '../../src/services/instance-context.ts';
import { findJob, isOver } from '../../src/services/instance-job-end.ts';
import type { QueueContact } from '../../src/services/ports.ts';
import { fakeJobQueue } from '../support/fake-job-queue.ts';
import { aJob, aJobRecord } from '../support/sample-job.ts';

const isOverIn = (jobs: Job[], contact: Partial<QueueContact> = {}, run = aJobRecord()) => {
  const { queue, show, setContact } = fakeJobQueue();
  show(...jobs);
  setContact(contact);
  return isOver({ jobs: { queue } } as unknown as InstanceContext, run);
};

t.test('the job of a run is over when the scheduler that answers says so', async (t) => {
  t.equal(await isOverIn([aJob()]), false, 'it runs');
  t.equal(await isOverIn([aJob({ phase: 'ending' })]), false);
  t.equal(await isOverIn([aJob({ phase: 'cancelled' })]), true);
  t.equal(await isOverIn([]), true, 'it is not listed any more');
  t.equal(await isOverIn([], { state: 'lost' }), false, 'which says nothing where the scheduler does not answer');
});

t.test('the scheduler is asked anew', async (t) => {
  const { queue, show } = fakeJobQueue();
  show(aJob());
  queue.refresh = async () => show();
  t.equal(await isOver({ jobs: { queue } } as unknown as InstanceContext, aJobRecord()), true);
});

t.test('what is no job, or was never handed in, is not waited for', async (t) => {
  t.equal(await isOver({ jobs: null } as unknown as InstanceContext, aJobRecord()), true, 'no scheduler');
  t.equal(await isOverIn([aJob()], {}, aJobRecord({ id: null })), true);
  const { queue, show } = fakeJobQueue();
  show(aJob());
  for (const run of [null, undefined])
    t.equal(await isOver({ jobs: { queue } } as unknown as InstanceContext, run), true);
});

t.test('the job of a run is found by its number, before that is known by its name, and nobody else’s', (t) => {
  const { queue, show } = fakeJobQueue();
  const foreign = aJob({ name: 'of another', submitted_at: '2025-11-25T09:59:00Z' });
  show(foreign);
  t.equal(findJob(queue, aJobRecord()), null, 'the number was given out again');
  show(aJob({ id: '7' }));
  t.match(findJob(queue, aJobRecord({ id: null })), { id: '7' });
  t.equal(findJob(queue, aJobRecord({ id: null, name: 'unlisted' })), null);
  show(aJob());
  t.match(findJob(queue, aJobRecord()), { id: '12' });
  t.end();
});
