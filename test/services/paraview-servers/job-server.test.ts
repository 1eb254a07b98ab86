import { existsSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ManagerError } from '../../../src/domain/errors.ts';
import type { Job, JobUsage } from '../../../src/domain/scheduler.ts';
import type { ParaViewSite } from '../../../src/domain/site.ts';
import { fakeJobQueue, makeJob } from '../../support/fake-job-queue.ts';
import { formField } from '../../support/form-samples.ts';
import { makeStateDirectory } from '../../support/instance-fixture.ts';
import { makeServers, untilServer } from '../../support/server-fixture.ts';
import { until } from '../../support/until.ts';

const site: Partial<ParaViewSite> = {
  start: 'job',
  command: 'exec pvserver --server-port="$PORT"',
  job: {
    template: '#!/bin/bash\n#SBATCH --nodes={{ nodes }}\nbash {{ command_file }}\n',
    fields: [formField('nodes', { type: 'nodes', default: 2, label: 'Nodes' })],
  },
};
const request = { name: 'far', values: {}, after: null };
const usage: JobUsage = {
  elapsed_seconds: 60,
  walltime_seconds: 3600,
  cpu_seconds: 30,
  cpu_seconds_allocated: 120,
  memory_peak_bytes: 1e9,
  memory_requested_bytes: 2e9,
};

/** A server that was handed in, with a queue that says what the test wants. */
async function handedIn(t: Test, changes: Partial<ParaViewSite> = {}) {
  const state = await makeStateDirectory(t);
  const fake = fakeJobQueue();
  const options = { paraview_site: { ...site, ...changes } };
  const servers = await makeServers(t, state, fake.queue, options);
  const { id } = await servers.start(request);
  const directory = join(state, 'servers', id);
  const job = (more: Partial<Job> = {}) => makeJob({ name: 'far', working_directory: directory, ...more });
  const write = (name: string, text: string) => writeFile(join(directory, name), text);
  return {
    ...fake,
    state,
    servers,
    id,
    directory,
    job,
    write,
    /** As the job's command file and pvserver do it. */
    async listen(port = 23_456, host = 'localhost 127.0.0.1') {
      const seconds = Math.floor(Date.now() / 1000);
      await write(
        'log',
        `Trame Manager: the server starts with port ${port} on n1\nAccepting connection(s): n1:${port}\n`,
      );
      await write('address', `${host} ${port} ${seconds}\n`);
    },
    anotherDaemon: () => makeServers(t, state, fake.queue, options),
  };
}

t.test('a job is handed in with its script, its files and its output in a directory of its own', async (t) => {
  const { servers, told, id, directory } = await handedIn(t);
  t.match(servers.get(id), {
    kind: 'job',
    state: 'queued',
    state_reason: 'Handed in; Slurm does not show it yet',
    values: { nodes: 2 },
    host: null,
  });
  t.match(told.submissions, [
    {
      jobName: 'far',
      workingDirectory: directory,
      outputFile: join(directory, 'log'),
      afterJobId: null,
      script: `#!/bin/bash\n#SBATCH --nodes=2\nbash ${join(directory, 'command.sh')}\n`,
    },
  ]);
  t.match(await readFile(join(directory, 'command.sh'), 'utf8'), /exec pvserver --server-port="\$PORT"/);
  const chained = await servers.startAgain(id, { after: true });
  t.match(chained, { name: 'far', after_server_id: id, values: { nodes: 2 } });
  t.equal(told.submissions[1]?.afterJobId, '101');
  t.same(await servers.dryRun({ ...request, values: { nodes: 3 } }), {
    script: told.submissions[2]?.script,
    problems: ['It would wait for ever.'],
    estimatedStart: '2025-11-21T15:00:00.000Z',
  });
  t.match(told.submissions[2]?.script, '--nodes=3');
});

t.test('what the scheduler refuses leaves neither card nor directory', async (t) => {
  const { servers, told, state } = await handedIn(t);
  const shown: string[] = [];
  servers.on('change', ({ name }) => shown.push(name));
  told.refusal = new ManagerError('job_refused', 'Invalid account');
  await t.rejects(servers.start({ ...request, name: 'refused' }), { code: 'job_refused' });
  t.equal((await readdir(join(state, 'servers'))).length, 1);
  t.notOk(shown.includes('refused'));
});

t.test('from the queue to ready: the job itself says where, its log says that it listens', async (t) => {
  const { servers, id, job, show, told, listen, write } = await handedIn(t);
  show(job({ phase: 'queued', reason: 'Other jobs are ahead', expected_start_at: '2030-01-01T00:00:00.000Z' }));
  t.match(await untilServer(servers, id, 'queued'), { state_reason: /Handed in|ahead/ });
  await until(() => servers.get(id).state_reason === 'Other jobs are ahead', 'the reason');
  t.equal(servers.get(id).expected_start_at, '2030-01-01T00:00:00.000Z');
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  show(job({ started_at: '2025-11-21T14:10:00.000Z', ends_at: endsAt }));
  t.match(await untilServer(servers, id, 'starting'), { started_at: '2025-11-21T14:10:00.000Z', ends_at: endsAt });
  await until(() => told.watchers === 1, 'the queue to be asked often while it starts');
  await write('log', 'Accepting connection(s): of an earlier run\n');
  await write('address', 'localhost 127.0.0.1 23456 1763719200\n');
  show(job({ started_at: '2025-11-21T14:10:01.000Z', ends_at: endsAt }));
  await until(() => servers.get(id).started_at === '2025-11-21T14:10:01.000Z', 'another look');
  t.equal(servers.get(id).state, 'starting', 'a line of an earlier run does not count');
  await listen();
  t.match(await untilServer(servers, id, 'ready'), { host: 'localhost', port: 23_456, job: { node_list: 'n1' } });
});

t.test(
  'a node whose name does not resolve here is shown by its address, unless the site knows its names',
  async (t) => {
    const first = await handedIn(t);
    first.show(first.job());
    await first.listen(23_456, 'no-such-node.invalid 10.1.2.3');
    t.match(await untilServer(first.servers, first.id, 'ready'), { host: '10.1.2.3' });
    const second = await handedIn(t, { hostSuffix: 'i' });
    second.show(second.job());
    await second.listen(23_456, 'no-such-nodei.invalid 10.1.2.3');
    t.match(await untilServer(second.servers, second.id, 'ready'), { host: 'no-such-nodei.invalid' });
  },
);

t.test('lost contact keeps what was known, and nothing is removed', async (t) => {
  const { servers, id, job, show, setContact, listen, directory } = await handedIn(t);
  show(job());
  await listen();
  await untilServer(servers, id, 'ready');
  setContact({ state: 'lost', message: 'squeue timed out' });
  t.match(await untilServer(servers, id, 'lost'), {
    state_reason: 'Lost contact with Slurm since 2025-11-21 14:05 UTC: squeue timed out',
    host: 'localhost',
    port: 23_456,
  });
  await t.rejects(servers.stop(id), { code: 'scheduler_unavailable' });
  await t.rejects(servers.remove(id), { code: 'scheduler_unavailable' });
  t.ok(existsSync(directory));
  show();
  t.equal(servers.get(id).state, 'lost', 'an empty answer of one that is lost is no answer');
  show(job());
  setContact({ state: 'ok' });
  t.match(await untilServer(servers, id, 'ready'), { state_reason: null });
});

t.test('a server that noted its own end has ended, also while the scheduler does not answer', async (t) => {
  const { servers, id, job, show, setContact, listen, write } = await handedIn(t);
  show(job({ account: 'proj1' }));
  await listen();
  await untilServer(servers, id, 'ready');
  setContact({ state: 'lost', message: 'squeue timed out' });
  show();
  await untilServer(servers, id, 'lost');
  await write('exit_status', `${'exit 3 1763719300.5'.padEnd(63)}\n`);
  t.match(await untilServer(servers, id, 'failed'), {
    exit_code: 3,
    ended_at: '2025-11-21T10:01:40.500Z',
    job: { account: 'proj1' },
  });
});

t.test('a job that was put back waits again, and is ready at its new address', async (t) => {
  const { servers, id, job, show, listen } = await handedIn(t);
  show(job());
  await listen();
  await untilServer(servers, id, 'ready');
  // The count follows the state.
  show(job({ phase: 'queued', reason: 'Begins later' }));
  t.match(await untilServer(servers, id, 'queued'), { host: null, ready_at: null, state_reason: 'Begins later' });
  show(job({ restarts: 1, node_list: 'n2', started_at: new Date().toISOString() }));
  await untilServer(servers, id, 'starting');
  await listen(23_457);
  t.match(await untilServer(servers, id, 'ready'), { port: 23_457, job: { node_list: 'n2' } });
});

t.test('a job that the queue does not show any more is not cancelled: its number may be another one’s', async (t) => {
  const { servers, id, job, show, told } = await handedIn(t);
  show(job());
  await untilServer(servers, id, 'starting');
  show(makeJob({ working_directory: '/elsewhere' }));
  t.match(await untilServer(servers, id, 'ending'), { state_reason: 'Slurm does not show it any more' });
  await servers.remove(id);
  t.same(told.cancelled, []);
});

t.test('another job that has the number by now is not taken for it, and not cancelled', async (t) => {
  const { servers, id, job, show, listen, told } = await handedIn(t);
  show(job());
  await listen();
  await untilServer(servers, id, 'ready');
  told.ended = [
    job({ working_directory: '/elsewhere', phase: 'failed' }),
    job({ phase: 'timed_out', ended_at: '2025-11-21T15:10:00.000Z', usage }),
  ];
  show(makeJob({ working_directory: '/elsewhere' }));
  t.match(await untilServer(servers, id, 'stopped', 'failed'), {
    state: 'stopped',
    state_reason: 'Its walltime was over',
    ended_at: '2025-11-21T15:10:00.000Z',
    usage,
  });
  await servers.remove(id);
  t.same(told.cancelled, []);
});

t.test('stopping cancels the job; its end and what it used follow', async (t) => {
  const { servers, id, job, show, told, write } = await handedIn(t);
  show(job());
  await untilServer(servers, id, 'starting');
  t.match(await servers.stop(id), { state: 'ending', state_reason: 'Stopping' });
  t.same(told.cancelled, ['101']);
  await write('exit_status', `${'exit 143 1763719300.5'.padEnd(63)}\n`);
  show(job({ phase: 'cancelled' }));
  t.match(await untilServer(servers, id, 'stopped'), {
    state_reason: 'Stopped by you',
    signal: 'SIGTERM',
    ended_at: '2025-11-21T10:01:40.500Z',
    usage: null,
  });
});

t.test('what the accounting learns later is added', async (t) => {
  const { servers, id, job, show, told } = await handedIn(t);
  show(job({ phase: 'completed' }));
  t.match(await untilServer(servers, id, 'failed'), { state_reason: 'Ended before it listened', usage: null });
  told.ended = [job({ phase: 'completed', usage })];
  await until(() => servers.get(id).usage !== null, 'the usage');
  t.same(servers.get(id).usage, usage);
});

t.test('a server that does not listen in time is cancelled and failed', async (t) => {
  const { servers, id, job, show, told } = await handedIn(t, { readyTimeoutMs: 300 });
  show(job());
  await until(() => told.cancelled.length > 0, 'the job to be cancelled');
  show(job({ phase: 'cancelled' }));
  t.match(await untilServer(servers, id, 'failed'), { state_reason: /did not listen within/, hint: /\$PORT/ });
});

t.test('a new daemon finds a job whose number nobody could note any more', async (t) => {
  const { servers, id, directory, job, show, anotherDaemon } = await handedIn(t);
  await servers.close();
  const file = join(directory, 'record.json');
  const record = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...record, job: { ...record.job, id: null } }));
  show(job({ phase: 'queued', reason: 'Other jobs are ahead' }));
  const later = await anotherDaemon();
  t.match(await untilServer(later, id, 'queued'), { state_reason: 'Other jobs are ahead', job: { id: '101' } });
});

t.test('a server whose directory was removed is cancelled and not shown any more', async (t) => {
  const { state, servers, id, directory, job, show, told } = await handedIn(t);
  show(job());
  await untilServer(servers, id, 'starting');
  await rename(directory, join(state, 'elsewhere'));
  await until(() => servers.list().length === 0, 'the card to go');
  t.same(told.cancelled, ['101']);
});
