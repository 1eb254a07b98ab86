import { join } from 'node:path';
import t from 'tap';
import { createSlurm } from '../../../src/adapters/slurm/slurm.ts';
import { createJobQueue } from '../../../src/services/job-queue.ts';
import { formField } from '../../support/form-samples.ts';
import { makeStateDirectory } from '../../support/instance-fixture.ts';
import { mpiPvserverCommand, needParaView } from '../../support/paraview.ts';
import { makeServers, untilServer } from '../../support/server-fixture.ts';
import { startSlurmCluster } from '../../support/slurm-cluster.ts';
import { until } from '../../support/until.ts';

const template = `#!/bin/bash
#SBATCH --nodes={{ nodes }} --ntasks={{ tasks }} --partition={{ partition }} --time={{ time_limit | hms }}
bash {{ command_file }}
`;

t.setTimeout(240_000);

t.test('real pvservers as jobs of a real Slurm', async (t) => {
  needParaView();
  const cluster = await startSlurmCluster(t, {});
  const { env, user } = cluster;
  const state = await makeStateDirectory(t);
  const scheduler = createSlurm({
    env,
    user,
    commandTimeoutMs: 15_000,
    commandDirectory: null,
    accountsCommand: null,
    partitionsCommand: null,
  });
  const log = { warn: () => undefined };
  const makeQueue = () => createJobQueue({ scheduler, log, watchedPaceMs: 300, unwatchedPaceMs: 1000 });
  const queue = makeQueue();
  t.teardown(() => queue.close());
  const options = {
    paraview_site: {
      start: 'job' as const,
      command: mpiPvserverCommand,
      job: {
        template,
        fields: [
          formField('partition', { type: 'partition', default: 'batch' }),
          formField('nodes', { type: 'nodes', default: 1 }),
          formField('tasks', { type: 'integer', default: 2, min: 1, max: 8 }),
          formField('time_limit', { type: 'walltime', default: 1800, aliases: ['walltime'] }),
        ],
      },
    },
  };
  const servers = await makeServers(t, state, queue, options);
  const lookAway = queue.watch();
  t.teardown(lookAway);
  const start = (name: string, values: Record<string, unknown> = {}, after: string | null = null) =>
    servers.start({ name, values, after });

  await t.test(
    'two with two MPI ranks each share a node, on ports of their own, and a new daemon adopts them',
    async (t) => {
      const [a, b] = [await start('a', { tasks: 2 }), await start('b $(x) "ü"', { tasks: 2 })];
      t.match(a, { kind: 'job', values: { tasks: 2, time_limit: 1800, partition: 'batch' } });
      const first = await untilServer(servers, a.id, 'ready');
      const second = await untilServer(servers, b.id, 'ready');
      t.equal(first.job?.node_list, second.job?.node_list, 'on one node');
      t.equal(first.host, second.host);
      t.not(first.port, second.port);
      t.match(first, { state_reason: null, job: { account: 'proj1', partition: 'batch', nodes: 1, phase: 'running' } });
      t.ok(Date.parse(first.ends_at ?? '') > Date.now() + 1_500_000);
      t.match(servers.pvsc(b.id), /name="b \$\(x\) &#34;ü&#34;" resource="cs:/);

      const laterQueue = makeQueue();
      const later = await makeServers(t, state, laterQueue, options);
      t.match(later.get(a.id).state, /lost|ready/, 'nothing is claimed before the scheduler answered');
      const adopted = await untilServer(later, a.id, 'ready');
      t.match(adopted, { host: first.host, port: first.port, ready_at: first.ready_at });
      await later.close();
      laterQueue.close();

      const chained = await servers.startAgain(a.id, { after: true });
      t.match(await untilServer(servers, chained.id, 'queued'), { name: 'a', after_server_id: a.id });
      await until(() => servers.get(chained.id).job?.reason_code === 'Dependency', 'the reason');
      await servers.stop(a.id);
      t.match(await untilServer(servers, a.id, 'stopped'), { state_reason: 'Stopped by you', log_tail: [] });
      await untilServer(servers, chained.id, 'ready');
      await until(() => servers.get(a.id).usage !== null, 'the accounting', 60_000);
      t.match(servers.get(a.id).usage, { walltime_seconds: 1800 });

      await cluster.run('scancel', [String(servers.get(b.id).job?.id)]);
      t.match(await untilServer(servers, b.id, 'stopped', 'failed'), {
        state: 'stopped',
        state_reason: 'The job was cancelled, but not from here',
      });
      await servers.remove(chained.id);
      await until(async () => (await cluster.run('squeue', ['--noheader'])) === '', 'an empty queue', 60_000);
      t.throws(() => servers.get(chained.id), { code: 'server_not_found' });
    },
  );

  const { id: limited } = await start('limited', { partition: 'short', time_limit: 120 });
  await t.test('a warning comes before the end of the walltime', async (t) => {
    const ready = await untilServer(servers, limited, 'ready');
    await cluster.run('scontrol', ['update', `JobId=${ready.job?.id}`, 'EndTime=now+3']);
    t.match(await untilServer(servers, limited, 'ending'), {
      state_reason: 'Its walltime is nearly over',
      host: ready.host,
      port: ready.port,
    });
  });

  await t.test('what cannot be is refused before, and by the scheduler, in words', async (t) => {
    await t.rejects(start('long', { partition: 'short', walltime: '1h' }), {
      code: 'invalid_parameters',
      errors: [{ path: '/time_limit', message: /short.*2 min/ }],
    });
    await t.rejects(start('none', { nodes: 0 }), { code: 'invalid_parameters', errors: [{ path: '/nodes' }] });
    const refused = await servers.dryRun({ name: 'd', values: { tasks: 2 }, after: null });
    t.same(refused.problems, []);
    t.match(refused.script, '--time=00:30:00');
    t.ok(refused.estimatedStart);
  });

  await t.test('a job whose program does not start fails with cause and hint', async (t) => {
    const broken = await makeServers(t, join(state, 'broken'), queue, {
      paraview_site: { ...options.paraview_site, command: 'module load ParaView/9\npvsever' },
    });
    const { id } = await broken.start({ name: 'broken', values: {}, after: null });
    const failed = await untilServer(broken, id, 'failed');
    t.match(failed, { exit_code: 127, state_reason: 'Ended with exit code 127', hint: /pvsever/ });
    t.match(failed.log_tail.join('\n'), /pvsever: command not found/);
    await broken.close();
  });

  await t.test('a queued one says why; put back or without its node it is told apart', async (t) => {
    await cluster.setNodeState('n1', 'DRAIN');
    await cluster.setNodeState('n2', 'DRAIN');
    const { id } = await start('waits');
    await until(() => servers.get(id).job?.reason_code != null, 'the reason');
    t.match(servers.get(id), { state: 'queued', host: null });
    t.ok(servers.get(id).state_reason);
    await cluster.setNodeState('n1', 'RESUME');
    await cluster.setNodeState('n2', 'RESUME');
    const ready = await untilServer(servers, id, 'ready');
    await cluster.run('scontrol', ['requeue', String(ready.job?.id)]);
    const again = await untilServer(servers, id, 'queued');
    t.match(again, { host: null, port: null, ready_at: null });
    await servers.remove(id);
  });

  // Slurm looks for jobs that are over every 30 s.
  await t.test('the end of its walltime ends it, and is told as that', async (t) => {
    t.match(await untilServer(servers, limited, 'stopped', 'failed'), {
      state: 'stopped',
      state_reason: 'Its walltime was over',
      hint: /longer walltime/,
    });
  });
});
