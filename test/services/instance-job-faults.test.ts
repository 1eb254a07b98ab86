import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { anyForms, type FakeQueue, fakeQueue } from '../support/fake-queue.ts';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  until,
  untilState,
} from '../support/instance-fixture.ts';
import { aJob } from '../support/sample-job.ts';

const jobTemplate = { template: '', fields: [] };
const request = { app: makeApp(), name: null, dataDirectory: null, parameters: {}, job: {} };

async function makeDaemon(t: Test, stateDirectory: string, queue: FakeQueue, host = 'login1') {
  const identity = { host, bootId: 'b' };
  return makeInstances(t, stateDirectory, {
    host: await makeHost(stateDirectory, { identity }),
    jobs: { queue, forms: anyForms },
    jobTemplate,
  });
}

async function prepare(t: Test) {
  const stateDirectory = await makeStateDirectory(t);
  const queue = fakeQueue();
  const daemon = await makeDaemon(t, stateDirectory, queue);
  const { id } = await daemon.launch(request);
  const change = (changes: Parameters<typeof aJob>[0]) => {
    queue.jobs = queue.jobs.map((job) => ({ ...job, ...changes }));
    queue.tell();
  };
  return { stateDirectory, queue, daemon, id, change };
}

t.test('another job that got the number is left alone, and the accounting tells how the own one ended', async (t) => {
  const { queue, daemon, id } = await prepare(t);
  const [own] = queue.jobs;
  queue.jobs = [
    aJob({ id: '12', name: 'somebody’s work', submitted_at: new Date(Date.now() + 3_600_000).toISOString() }),
  ];
  queue.tell();
  await daemon.stop(id).catch(() => undefined);
  t.strictSame(queue.cancelled, []);
  queue.ended = [aJob({ ...own, phase: 'node_failed' })];
  queue.tell();
  const stopped = await untilState(daemon, id, 'stopped', 'failed');
  t.match(stopped, { state: 'stopped', state_reason: 'Stopped by you', job: { id: '12', phase: 'node_failed' } });
});

t.test('node failure, preemption and out of memory are said, from the queue or the accounting', async (t) => {
  for (const phase of ['node_failed', 'preempted', 'out_of_memory'] as const) {
    const { daemon, id, change } = await prepare(t);
    change({ phase });
    const failed = await untilState(daemon, id, 'failed');
    t.match(failed, { hint: /\w/, job: { phase } });
  }
});

t.test(
  'a daemon on another login node of the same cluster may act on it; one of another cluster may not',
  async (t) => {
    const { stateDirectory, queue, daemon, id } = await prepare(t);
    const sibling = await makeDaemon(t, stateDirectory, queue, 'login2');
    t.equal((await untilState(sibling, id, 'queued')).id, id);
    const otherQueue = fakeQueue();
    otherQueue.jobs = [aJob({ id: '12', name: 'another', submitted_at: '2020-01-01T00:00:00Z' })];
    otherQueue.contactIs = { state: 'ok', since: new Date(Date.now() + 1000).toISOString(), message: null };
    const foreign = await makeDaemon(t, stateDirectory, otherQueue, 'other1');
    t.match(await untilState(foreign, id, 'lost'), { state_reason: 'Its job was handed in on login1' });
    await t.rejects(foreign.stop(id), { code: 'instance_elsewhere' });
    await t.rejects(foreign.remove(id), { code: 'instance_elsewhere' });
    t.strictSame(otherQueue.cancelled, []);
    await sibling.stop(id);
    t.strictSame(queue.cancelled, ['12']);
    await until(() => daemon.record(id).stop_requested_at);
    queue.jobs = [];
    queue.ended = [aJob({ id: '12', name: daemon.record(id).job?.name ?? '', phase: 'cancelled' })];
    queue.tell();
    await untilState(daemon, id, 'stopped');
    await untilState(foreign, id, 'stopped');
  },
);

t.test('a daemon that was killed while it handed a job in is no loss: the job is found by its name', async (t) => {
  const { stateDirectory, queue, daemon, id } = await prepare(t);
  await until(() => daemon.record(id).job?.seen);
  await daemon.close();
  const file = join(daemon.sessionDirectory(id), 'record.json');
  const record = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...record, job: { ...record.job, id: null } }));
  const next = await makeDaemon(t, stateDirectory, queue);
  await until(() => next.get(id).job?.id === '12');
  t.equal(next.record(id).job?.id, '12');
  queue.jobs = [];
});

t.test('one whose job never was handed in has failed', async (t) => {
  const { stateDirectory, queue, daemon, id } = await prepare(t);
  await until(() => daemon.record(id).job?.seen);
  await daemon.close();
  queue.jobs = [];
  const file = join(daemon.sessionDirectory(id), 'record.json');
  const record = JSON.parse(await readFile(file, 'utf8'));
  const before = new Date(Date.now() - 120_000).toISOString();
  await writeFile(file, JSON.stringify({ ...record, job: { ...record.job, id: null, submitted_at: before } }));
  const next = await makeDaemon(t, stateDirectory, queue);
  t.match(await untilState(next, id, 'failed'), { state_reason: /does not know its job/ });
});

t.test('only a whole announcement with an address counts, and only while the job runs', async (t) => {
  const { daemon, id, change } = await prepare(t);
  const file = join(daemon.sessionDirectory(id), 'address');
  const upstream = () => daemon.findByNumber(null, daemon.record(id).number)?.upstream;
  const nowhere = { kind: 'tcp', host: '127.0.0.1', port: 0 };
  const now = Math.floor(Date.now() / 1000);
  await writeFile(file, `n1 127.0.0.1 23456 ${now}\n`);
  change({ phase: 'held' });
  await until(() => daemon.get(id).job?.phase === 'held');
  t.match(daemon.get(id), { host: 'login1', port: null });
  t.strictSame(upstream(), nowhere, 'nothing is connected to');
  for (const text of [`n1 evil.example 80 ${now}\n`, `n1/.. 10.0.0.1 80 ${now}\n`, `n1 10.0.0.1 80 ${now}`]) {
    await writeFile(file, text);
    change({ phase: 'running', nodes: 1, node_list: text.slice(0, 4) });
    await until(() => daemon.get(id).job?.node_list === text.slice(0, 4));
    t.match(daemon.get(id), { state: 'starting', port: null, host: 'login1' });
    t.strictSame(upstream(), nowhere);
  }
  await writeFile(file, `n1 127.0.0.1 23456 ${now}\n`);
  await until(() => daemon.get(id).port === 23_456);
  t.match(daemon.get(id), { host: 'n1', path: `/proxy/n1:${daemon.record(id).number}/` });
  t.strictSame(upstream(), { kind: 'tcp', host: '127.0.0.1', port: 23_456 });
  t.strictSame(daemon.findByNumber('n1', daemon.record(id).number)?.upstream, upstream());
  t.equal(daemon.findByNumber('n2', daemon.record(id).number), null);
  // The command file tried a port that somebody had.
  await writeFile(file, `n1 127.0.0.1 23457 ${now + 1}\n`);
  await until(() => daemon.get(id).port === 23_457);
  t.match(daemon.get(id), { path: `/proxy/n1:${daemon.record(id).number}/` });
});

t.test('before the scheduler has answered a daemon shows what was known last', async (t) => {
  const { stateDirectory, queue, daemon, id } = await prepare(t);
  await until(() => daemon.record(id).job?.seen);
  const silent = fakeQueue();
  silent.contactIs = { state: 'unknown', since: null, message: null };
  const next = await makeDaemon(t, stateDirectory, silent);
  t.match(await untilState(next, id, 'queued'), { job: { id: '12', phase: 'queued' } });
  silent.contactIs = { state: 'lost', since: '2025-11-21T10:00:00.000Z', message: 'squeue timed out.' };
  silent.emit('change');
  t.match(await untilState(next, id, 'lost'), {
    state_reason: 'Lost contact with Slurm since 2025-11-21 10:00 UTC: squeue timed out.',
  });
  queue.jobs = [];
});

t.test('a daemon without a scheduler shows a job as lost, and keeps its hands off', async (t) => {
  const { stateDirectory, queue, id } = await prepare(t);
  const other = await makeInstances(t, stateDirectory);
  t.match(await untilState(other, id, 'lost'), { state_reason: 'This configuration has no scheduler to ask' });
  await t.rejects(other.stop(id), { code: 'instance_elsewhere' });
  await t.rejects(other.remove(id), { code: 'instance_elsewhere' });
  queue.jobs = [];
});

t.test('a set-up without a scheduler or without a template says so', async (t) => {
  const stateDirectory = await makeStateDirectory(t);
  const without = await makeInstances(t, stateDirectory);
  await t.rejects(without.launch(request), { code: 'not_supported', message: /has no scheduler/ });
  const jobs = { queue: fakeQueue(), forms: anyForms };
  const noTemplate = await makeInstances(t, stateDirectory, { jobs });
  await t.rejects(noTemplate.launch(request), { code: 'not_supported', message: /no job template/ });
});
