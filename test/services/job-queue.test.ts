import { mock } from 'node:test';
import t from 'tap';
import { ManagerError } from '../../src/domain/errors.ts';
import type { Job, Scheduler } from '../../src/domain/scheduler.ts';
import { createJobQueue, type JobQueueOptions } from '../../src/services/job-queue.ts';
import { fakeScheduler, makeJob, noLimits } from '../support/fake-scheduler.ts';
import { until } from '../support/until.ts';

type Teardown = { teardown(handler: () => unknown): void };

function makeQueue(t: Teardown, scheduler: Scheduler | null, options: Partial<JobQueueOptions> = {}) {
  const queue = createJobQueue({ scheduler, log: { warn: () => undefined }, ...options });
  let changes = 0;
  queue.on('change', () => {
    changes += 1;
  });
  t.teardown(() => queue.close());
  return { queue, changes: () => changes };
}

const away = new ManagerError('scheduler_unavailable', 'squeue did not answer within 15 s.');

t.test('the newest job comes first, and can be found by its id', async (t) => {
  const jobs = [
    makeJob({ id: '9' }),
    makeJob({ id: '10' }),
    makeJob({ id: '2', submitted_at: '2026-11-22T00:00:00.000Z' }),
    makeJob({ id: '3', submitted_at: null }),
  ];
  const { queue } = makeQueue(t, fakeScheduler({ listJobs: async () => jobs }).scheduler);
  await queue.refresh();
  t.same(
    queue.list().map(({ id }) => id),
    ['2', '10', '9', '3'],
  );
  t.equal(queue.find('9')?.id, '9');
  t.equal(queue.find('8'), null);
  t.match(queue.contact(), { state: 'ok', message: null });
});

t.test('a change is told once, and only when something differs', async (t) => {
  let jobs: Job[] = [makeJob()];
  const { queue, changes } = makeQueue(t, fakeScheduler({ listJobs: async () => [...jobs] }).scheduler);
  await queue.refresh();
  t.equal(changes(), 1);
  await queue.refresh();
  await queue.refresh();
  t.equal(changes(), 1);
  jobs = [makeJob({ phase: 'ending' })];
  await queue.refresh();
  t.equal(changes(), 2);
  jobs.push(makeJob({ id: '77' }));
  await queue.refresh();
  t.equal(changes(), 3, 'one more');
  jobs.pop();
  await queue.refresh();
  t.equal(changes(), 4, 'one that is gone beside one that is as before');
});

t.test(
  'without an answer nothing is removed: contact is lost since the last one, until there is one again',
  async (t) => {
    let now = Date.parse('2026-11-21T14:00:00Z');
    let answer: () => Promise<Job[]> = async () => [makeJob()];
    const { queue, changes } = makeQueue(t, fakeScheduler({ listJobs: () => answer() }).scheduler, { now: () => now });
    await queue.refresh();
    now += 60_000;
    answer = () => Promise.reject(away);
    await queue.refresh();
    t.same(queue.contact(), { state: 'lost', since: '2026-11-21T14:00:00.000Z', message: away.message });
    t.equal(queue.list().length, 1);
    t.equal(changes(), 2);
    now += 60_000;
    await queue.refresh();
    t.equal(queue.contact().since, '2026-11-21T14:00:00.000Z');
    t.equal(changes(), 2, 'that it is still away is no news');
    answer = async () => [];
    await queue.refresh();
    t.same(queue.contact(), { state: 'ok', since: '2026-11-21T14:02:00.000Z', message: null });
    t.same(queue.list(), []);
    t.equal(changes(), 3);
  },
);

t.test('a scheduler that never answered is lost since the first attempt', async (t) => {
  const listJobs = () => Promise.reject(new TypeError('a mistake of ours'));
  const { queue } = makeQueue(t, fakeScheduler({ listJobs }).scheduler);
  t.match(queue.contact(), { state: 'unknown', since: null });
  await queue.refresh();
  t.match(queue.contact(), { state: 'lost', since: String, message: 'Its answer could not be understood.' });
});

t.test('all who ask at one time share one query', async (t) => {
  const answer = Promise.withResolvers<Job[]>();
  const fake = fakeScheduler({ listJobs: () => answer.promise });
  const { queue } = makeQueue(t, fake.scheduler);
  const asks = [queue.refresh(), queue.refresh(), queue.refresh()];
  answer.resolve([]);
  await Promise.all(asks);
  t.equal(fake.asked('listJobs'), 1);
});

t.test('it is asked every 5 s while somebody looks, and every minute while nobody does', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
  t.teardown(() => mock.timers.reset());
  const fake = fakeScheduler();
  const { queue } = makeQueue(t, fake.scheduler);
  /** How often it is asked in so many seconds, one after the other. */
  const askedIn = async (seconds: number) => {
    const before = fake.asked('listJobs');
    for (let second = 0; second < seconds; second++) {
      mock.timers.tick(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return fake.asked('listJobs') - before;
  };
  t.equal(await askedIn(1), 1, 'at once, without anybody');
  t.equal(await askedIn(120), 2);
  const looksAway = [queue.watch(), queue.watch()];
  t.equal(await askedIn(20), 4, 'two who look count as one');
  for (const lookAway of looksAway) {
    lookAway();
    lookAway();
  }
  t.ok((await askedIn(120)) <= 3, 'once more at most, then each minute');
  queue.watch();
  t.equal(await askedIn(5), 1, 'who looks again does not wait for a minute');
});

t.test('after its end nothing is asked any more, and an answer that comes late is told to nobody', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { promise, resolve } = Promise.withResolvers<Job[]>();
  let asked = 0;
  const listJobs = () => {
    asked += 1;
    return promise;
  };
  const { queue, changes } = makeQueue(t, fakeScheduler({ listJobs }).scheduler);
  const refreshing = queue.refresh();
  queue.close();
  resolve([makeJob()]);
  await refreshing;
  mock.timers.tick(120_000);
  t.equal(asked, 1);
  t.equal(changes(), 0);
});

t.test('a clock that was set back does not keep one who looks waiting', async (t) => {
  let now = Date.now();
  const fake = fakeScheduler();
  const { queue } = makeQueue(t, fake.scheduler, { watchedPaceMs: 20, now: () => now });
  await queue.refresh();
  now -= 3_600_000;
  queue.watch();
  await until(() => fake.asked('listJobs') > 1, 'a further question');
});

t.test('times are the scheduler’s own: a clock that is hours off changes no job', async (t) => {
  const running = makeJob({ ends_at: '2026-11-21T16:56:49.000Z' });
  for (const offset of [-10, 10]) {
    const now = () => Date.parse('2026-11-21T16:50:00Z') + offset * 3_600_000;
    const { queue } = makeQueue(t, fakeScheduler({ listJobs: async () => [running] }).scheduler, { now });
    await queue.refresh();
    t.same(queue.list(), [running]);
  }
});

t.test('after a submission and a cancellation the queue is asked anew, not only awaited', async (t) => {
  const answers: PromiseWithResolvers<Job[]>[] = [];
  const listJobs = () => {
    const answer = Promise.withResolvers<Job[]>();
    answers.push(answer);
    return answer.promise;
  };
  const { queue } = makeQueue(t, fakeScheduler({ listJobs, submit: async () => ({ jobId: '7' }) }).scheduler);
  void queue.refresh();
  t.same(
    await queue.submit({ jobName: 'a', script: '#!', workingDirectory: '/', outputFile: null, afterJobId: null }),
    {
      jobId: '7',
    },
  );
  answers[0]?.resolve([]);
  await until(() => answers.length === 2, 'a question asked after the submission');
  answers[1]?.resolve([makeJob({ id: '7' })]);
  await until(() => queue.find('7') !== null, 'the job');
  await queue.cancel('7');
  await until(() => answers.length === 3, 'a question asked after the cancellation');
  answers[2]?.resolve([]);
});

t.test('only jobs of this user can be acted upon', async (t) => {
  const fake = fakeScheduler({ listJobs: async () => [makeJob(), makeJob({ id: '2', phase: 'completed' })] });
  const { queue } = makeQueue(t, fake.scheduler);
  for (const verb of ['cancel', 'hold', 'release', 'outputFiles'] as const) {
    await t.rejects(async () => void (await queue[verb]('99')), { code: 'job_not_found' }, verb);
  }
  await queue.cancel('2');
  await queue.hold('1');
  await queue.release('1');
  await queue.cancel('1');
  t.same(
    fake.calls.filter((call) => call !== 'listJobs'),
    ['hold 1', 'release 1', 'cancel 1'],
    'one that ended needs no cancelling',
  );
});

t.test('while the scheduler does not answer, an unknown job is not said to be missing', async (t) => {
  const { queue } = makeQueue(t, fakeScheduler({ listJobs: () => Promise.reject(away) }).scheduler);
  await t.rejects(queue.cancel('1'), { code: 'scheduler_unavailable', message: away.message });
});

t.test('limits are asked once, served while they are old, and asked again in the background', async (t) => {
  let now = 0;
  let answer = async () => noLimits;
  const fake = fakeScheduler({ readLimits: () => answer() });
  const { queue } = makeQueue(t, fake.scheduler, { now: () => now });
  await Promise.all([queue.limits(), queue.limits()]);
  await queue.limits();
  t.equal(fake.asked('readLimits'), 1);
  now += 301_000;
  answer = () => Promise.reject(away);
  t.equal(await queue.limits(), noLimits);
  t.equal(await queue.limits(), noLimits);
  t.equal(fake.asked('readLimits'), 2, 'after a failure there is a pause');
  now += 31_000;
  const newer = { ...noLimits, accounts: ['proj1'] };
  answer = async () => newer;
  t.equal(await queue.limits(), noLimits);
  t.equal(await queue.limits(), newer);
});

t.test('limits that were never known are an error, each time asked anew', async (t) => {
  let answer = () => Promise.reject<typeof noLimits>(away);
  const { queue } = makeQueue(t, fakeScheduler({ readLimits: () => answer() }).scheduler);
  await t.rejects(queue.limits(), { code: 'scheduler_unavailable' });
  answer = async () => noLimits;
  t.equal(await queue.limits(), noLimits);
});

const place = { place: 3, waiting: 12, partition: 'batch' };
const waitingJob = makeJob({ phase: 'queued', started_at: null, ends_at: null });

t.test(
  'where jobs stand in the queue is asked once a minute, while somebody looks and a job waits for its turn',
  async (t) => {
    let now = 0;
    let jobs = [waitingJob];
    const fake = fakeScheduler({ listJobs: async () => jobs, findPlaces: async () => new Map([['1', { ...place }]]) });
    const { queue, changes } = makeQueue(t, fake.scheduler, { now: () => now, watchedPaceMs: 3_600_000 });
    await queue.refresh();
    t.equal(fake.asked('findPlaces'), 0, 'nobody looks');
    queue.watch();
    await queue.refresh();
    await until(() => queue.find('1')?.queue_place !== null, 'the place');
    t.same(queue.find('1')?.queue_place, place);
    t.equal(changes(), 2, 'it is told apart from the list');
    now += 59_000;
    await queue.refresh();
    t.equal(fake.asked('findPlaces'), 1);
    now += 2_000;
    await queue.refresh();
    t.equal(fake.asked('findPlaces'), 2);
    t.equal(changes(), 2, 'the same place is no news');
    jobs = [makeJob({ phase: 'running' }), makeJob({ id: '2', phase: 'queued', stuck: true })];
    now += 61_000;
    await queue.refresh();
    t.equal(queue.find('1')?.queue_place, null, 'one that runs waits no more');
    t.equal(fake.asked('findPlaces'), 2, 'one that can never start has no turn');
  },
);

t.test('a scheduler that does not tell where jobs stand keeps nothing else from being known', async (t) => {
  let now = 0;
  let answer: Scheduler['findPlaces'] = async () => new Map([['1', place]]);
  const warnings: string[] = [];
  const fake = fakeScheduler({ listJobs: async () => [waitingJob], findPlaces: (jobs) => answer(jobs) });
  const log = { warn: (_details: object, message: string) => warnings.push(message) };
  const { queue } = makeQueue(t, fake.scheduler, { now: () => now, log });
  queue.watch();
  await queue.refresh();
  await until(() => queue.find('1')?.queue_place !== null, 'the place');
  answer = () => Promise.reject(away);
  for (const asked of [2, 3]) {
    now += 61_000;
    await queue.refresh();
    t.equal(fake.asked('findPlaces'), asked);
    await new Promise((resolve) => setImmediate(resolve));
    t.equal(queue.find('1')?.queue_place, null, 'an old place is not shown');
  }
  t.match(queue.contact(), { state: 'ok' });
  t.same(warnings, ['the scheduler does not tell where jobs stand'], 'said once');
});

t.test('an accounting that does not answer knows nothing', async (t) => {
  const { queue } = makeQueue(t, fakeScheduler({ findEnded: () => Promise.reject(away) }).scheduler);
  t.same(await queue.findEnded(['1']), []);
});

t.test('a site without a scheduler has an empty queue, and supports nothing', async (t) => {
  const { queue } = makeQueue(t, null);
  t.equal(queue.title, null);
  t.same(queue.list(), []);
  t.equal(queue.find('1'), null);
  queue.watch()();
  await queue.refresh();
  t.match(queue.contact(), { state: 'unknown' });
  t.same(await queue.findEnded(['1']), []);
  await t.rejects(queue.limits(), { code: 'not_supported' });
  await t.rejects(queue.cancel('1'), { code: 'not_supported' });
});
