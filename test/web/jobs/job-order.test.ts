import t from 'tap';
import { countLive, orderJobs } from '../../../src/web/jobs/job-order.ts';
import { sampleJob } from '../../support/fake-server-samples.ts';

t.test('what runs comes first, then what waits, then what ended; the newest first', async (t) => {
  const at = (hour: number) => `2026-05-09T0${hour}:00:00Z`;
  const jobs = [
    sampleJob({ id: 'ended', phase: 'failed', submitted_at: at(9) }),
    sampleJob({ id: 'early', phase: 'queued', submitted_at: at(1) }),
    sampleJob({ id: 'held', phase: 'held', submitted_at: at(2) }),
    sampleJob({ id: 'runs', phase: 'running', submitted_at: null }),
  ];
  t.same(
    orderJobs(jobs).map(({ id }) => id),
    ['runs', 'held', 'early', 'ended'],
  );
  t.equal(countLive(jobs), 3);
});
