import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hasEnded, isSameJob, type Job, type Scheduler } from '../../../src/domain/scheduler.ts';
import { startSlurmCluster } from '../../support/slurm-cluster.ts';
import { batch, slurmOf } from '../../support/slurm-commands.ts';
import { until } from '../../support/until.ts';

t.setTimeout(180_000);
const cluster = await startSlurmCluster(t, {
  lines: [
    'GresTypes=gpu',
    'SelectTypeParameters=CR_CPU_Memory',
    'DefMemPerCPU=100',
    'JobAcctGatherParams=OverMemoryKill',
    'PreemptType=preempt/partition_prio',
    'PreemptMode=CANCEL',
    'PartitionName=urgent Nodes=n1,n2 PriorityTier=10 MaxTime=01:00:00 State=UP AllowAccounts=proj2 MaxNodes=1',
    // A node that is only written down: this machine has no GPUs that a daemon would find.
    'NodeName=g1 NodeAddr=127.0.0.1 Port=1 CPUs=16 RealMemory=8000 Gres=gpu:tesla:4 State=DOWN',
    'PartitionName=gpus Nodes=g1 State=UP',
  ],
});
const slurm = slurmOf(cluster, { env: { ...cluster.env, TZ: 'Asia/Tokyo', JUPYTERHUB_API_TOKEN: 'secret' } });
const oddName = 'a|b, "ü"\n$(id)\x1f\x1e  ';

t.test('partitions, accounts and QOS with their limits', async (t) => {
  const limits = await slurm.readLimits();
  t.match(limits, { accounts: ['proj1', 'proj2'], defaultAccount: 'proj1', qos: ['normal'] });
  const partitions = Object.fromEntries(limits.partitions.map((partition) => [partition.name, partition]));
  t.match(partitions.batch, {
    is_default: true,
    is_up: true,
    maximum_walltime_seconds: 3600,
    default_walltime_seconds: 600,
    total_nodes: 2,
    cpus_per_node: 8,
    memory_per_node_bytes: 8000 * 1024 ** 2,
    gpus_per_node: 0,
    allowed_accounts: null,
  });
  t.match(partitions.urgent, { maximum_nodes: 1, allowed_accounts: ['proj2'] });
  t.match(partitions.gpus, { gpus_per_node: 4, cpus_per_node: 16, total_nodes: 1 });
  t.match(partitions.closed, { is_up: false, state_reason: /is down/ });
});

t.test('a job’s name, directory and output file may hold anything; both streams are appended', async (t) => {
  const directory = join(cluster.directory, 'a b ü 100% $(id) \'"');
  mkdirSync(directory);
  const outputFile = join(directory, 'out %j.log');
  const lines = 'echo "$PWD"; echo wrong >&2; env | grep -E "^(TZ|LC_ALL|JUPYTERHUB|SLURM_TIME)"';
  const submission = batch(cluster, lines, { jobName: oddName, workingDirectory: directory, outputFile });
  const before = Date.now();
  const { jobId } = await slurm.submit(submission);
  const job = await untilPhase(slurm, jobId, 'completed');
  t.match(job, { name: oddName, working_directory: directory, account: 'proj1', partition: 'batch', exit_code: 0 });
  t.ok(Math.abs(Date.parse(job.submitted_at ?? '') - before) < 60_000, 'times are right, whatever the time zone');
  t.match(await slurm.outputFiles(jobId), { output: /100% .*\/out/ });
  await slurm.submit(submission).then((again) => untilPhase(slurm, again.jobId, 'completed'));
  t.equal(readFileSync(outputFile, 'utf8'), `${directory}\nwrong\nTZ=Asia/Tokyo\n`.repeat(2));
});

t.test('what Slurm refuses comes with its own message and what can be done', async (t) => {
  const refused = (directive: string) => slurm.submit(batch(cluster, `#SBATCH ${directive}\nexit 0`));
  await t.rejects(refused('--account=proj9'), {
    code: 'job_refused',
    message: /Invalid account .*\. Choose one of your/,
  });
  await t.rejects(refused('--partition=nowhere'), { code: 'job_refused', message: /invalid partition .* Choose/i });
  await t.rejects(refused('--nodes=0'), { code: 'job_refused', message: /Node count specification invalid/ });
  await t.rejects(refused('--time=soon'), { code: 'job_refused', message: /Invalid --time specification/ });
  const noScript = slurm.submit({ ...batch(cluster, ''), script: 'exit 0\n' });
  await t.rejects(noScript, { code: 'job_refused', message: /Begin the script with/ });
});

t.test('what would be refused, or never start, is known before', async (t) => {
  const problems = async (directive: string) =>
    (await slurm.test(batch(cluster, `#SBATCH ${directive}\nexit 0`))).problems.join(' ');
  t.match(await problems('--account=proj9'), /Invalid account/);
  t.match(await problems('--time=05:00:00'), 'It asks for 5 h 0 min; the partition batch allows 60 minutes.');
  t.match(await problems('--partition=closed'), /The partition closed is down/);
  t.match(await problems('--nodes=3'), /Requested node configuration is not available/);
  t.match(await problems('--nodes=1000000000'), /not available/);
  t.match(await problems('--nodes=0'), /at least one/);
  t.match(
    await problems('--partition=urgent --account=proj2 --nodes=2'),
    /node configuration is not available|the partition urgent allows 1/,
  );
  const { problems: none, estimatedStart } = await slurm.test(batch(cluster, 'exit 0'));
  t.same(none, []);
  t.ok(Math.abs(Date.parse(estimatedStart ?? '') - Date.now()) < 3_600_000, `${estimatedStart}`);
});

t.test('jobs over a limit are taken, and shown as stuck with the limit', async (t) => {
  const expected: [string, RegExp][] = [
    ['--time=05:00:00', /more time than the partition allows/],
    ['--partition=closed', /partition is down/],
    ['--nodes=3', /more or fewer nodes/],
    ['--nodes=1000000000', /does not allow/],
  ];
  for (const [directive, reason] of expected) {
    const { jobId } = await slurm.submit(batch(cluster, `#SBATCH ${directive}\nexit 0`));
    const job = await untilJob(slurm, jobId, (seen) => seen.stuck && reason.test(seen.reason ?? ''));
    t.equal(job.phase, 'queued', directive);
    await slurm.cancel(jobId);
  }
});

t.test('a script’s own name and output file hold where they are to be kept', async (t) => {
  const own = batch(cluster, '#SBATCH --time=1 -J mine --output=mine.log\necho mine', {
    keepsOwnName: true,
    outputFile: null,
  });
  const { jobId } = await slurm.submit(own);
  t.match(await untilPhase(slurm, jobId, 'completed'), { name: 'mine' });
  t.equal(readFileSync(join(cluster.directory, 'mine.log'), 'utf8'), 'mine\n');
  const nameless = await slurm.submit(batch(cluster, 'exit 0', { keepsOwnName: true, outputFile: null }));
  t.equal((await untilJob(slurm, nameless.jobId, () => true)).name, 'test');
});

t.test(
  'jobs that wait for their turn know their place in the partition, and lose it when they have another reason',
  async (t) => {
    const first = await slurm.submit(batch(cluster, '#SBATCH -N2 --exclusive\nsleep 300'));
    await untilPhase(slurm, first.jobId, 'running');
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push((await slurm.submit(batch(cluster, '#SBATCH -N2 --exclusive\nexit 0'))).jobId);
    const [second = '', third = '', last = ''] = ids;
    await untilJob(slurm, last, ({ reason_code }) => reason_code === 'Priority' || reason_code === 'Resources');
    await slurm.hold(third);
    await untilPhase(slurm, third, 'held');
    t.same(Object.fromEntries(await slurm.findPlaces(await slurm.listJobs())), {
      [second]: { place: 1, waiting: 2, partition: 'batch' },
      [last]: { place: 2, waiting: 2, partition: 'batch' },
    });
    await cluster.cancelAll();
    t.equal((await slurm.findPlaces(await slurm.listJobs())).size, 0);
  },
);

t.test('held, released, cancelled; a job that waits for another starts after its end', async (t) => {
  const first = await slurm.submit(batch(cluster, 'sleep 300'));
  const second = await slurm.submit(batch(cluster, 'sleep 300', { afterJobId: first.jobId }));
  t.match(await untilJob(slurm, second.jobId, ({ reason }) => reason !== null), { reason: /Waits for another job/ });
  await slurm.hold(second.jobId);
  t.match(await untilPhase(slurm, second.jobId, 'held'), { phase: 'held' });
  await slurm.release(second.jobId);
  await untilPhase(slurm, first.jobId, 'running');
  await cluster.run('scancel', [first.jobId]);
  t.match(await untilPhase(slurm, first.jobId, 'cancelled'), { reason: 'It was cancelled', exit_code: null });
  await untilPhase(slurm, second.jobId, 'running');
  await slurm.cancel(second.jobId);
  await untilPhase(slurm, second.jobId, 'cancelled');
  await slurm.cancel(second.jobId);
  await slurm.cancel('999999');
  await t.rejects(slurm.hold(second.jobId), { code: 'job_refused', message: /already finished/ });
  await t.rejects(slurm.hold('999999'), { code: 'job_not_found' });
  await t.rejects(slurm.outputFiles('999999'), { code: 'job_not_found' });
  for (const id of ['--help', '1;id', '', '1 2']) await t.rejects(slurm.cancel(id), { code: 'job_not_found' }, id);
});

t.test('the accounting tells how jobs ended and what they used', async (t) => {
  const hungry =
    'exec python3 -c "a = bytearray(300 << 20)\nfor i in range(0, len(a), 4096): a[i] = 1\nimport time; time.sleep(60)"';
  const [failed, killed, oom] = await Promise.all([
    slurm.submit(batch(cluster, 'exit 3', { jobName: oddName })),
    slurm.submit(batch(cluster, 'kill -9 $$')),
    slurm.submit(batch(cluster, `#SBATCH --mem=50\n${hungry}`)),
  ]);
  t.match(await untilPhase(slurm, failed.jobId, 'failed'), { exit_code: 3, reason: 'It ended with exit code 3' });
  t.match(await untilPhase(slurm, killed.jobId, 'failed'), { signal: 'SIGKILL', reason: 'It was ended by SIGKILL' });
  await untilJob(slurm, oom.jobId, ({ phase }) => hasEnded(phase));
  const ids = [failed.jobId, killed.jobId, oom.jobId, '999999', '--help'];
  let ended: Job[] = [];
  const isComplete = async () => {
    ended = await slurm.findEnded(ids);
    return ended.length === 3;
  };
  await until(isComplete, 'the accounting');
  const byId = Object.fromEntries(ended.map((job) => [job.id, job]));
  // The accounting's database stores quotes as backticks.
  const name = oddName.replaceAll('"', '`');
  t.match(byId[failed.jobId], { name, phase: 'failed', exit_code: 3, usage: { walltime_seconds: 600 } });
  t.match(byId[killed.jobId], { signal: 'SIGKILL' });
  t.match(byId[oom.jobId], { phase: 'out_of_memory', usage: { memory_requested_bytes: 50 * 1024 ** 2 } });
  // Slurm ends it at the first look that finds more than was requested, which may come while it still grows.
  t.ok((byId[oom.jobId]?.usage?.memory_peak_bytes ?? 0) > 50 * 1024 ** 2);
});

t.test('a job that is put back into the queue stays the same; a later one with its id does not count', async (t) => {
  const { jobId } = await slurm.submit(batch(cluster, 'sleep 300'));
  const job = await untilPhase(slurm, jobId, 'running');
  await cluster.run('scontrol', ['requeue', jobId]);
  const isAnew = ({ restarts, submitted_at }: Job) => restarts === 1 && submitted_at !== job.submitted_at;
  const again = await untilJob(slurm, jobId, isAnew);
  t.ok(isSameJob(again, job));
  t.notOk(isSameJob({ ...job, submitted_at: '2030-01-01T00:00:00.000Z' }, job));
  await slurm.cancel(jobId);
});

t.test('a node that fails and a job of higher priority end a job, each with its cause', async (t) => {
  const victim = await slurm.submit(batch(cluster, '#SBATCH -w n1 --exclusive --no-requeue\nsleep 300'));
  const other = await slurm.submit(batch(cluster, '#SBATCH -w n2 --exclusive --no-requeue\nsleep 300'));
  await untilPhase(slurm, victim.jobId, 'running');
  await untilPhase(slurm, other.jobId, 'running');
  const urgent = await slurm.submit(batch(cluster, '#SBATCH -p urgent -A proj2 -w n1 --exclusive\nsleep 300'));
  t.match(await untilPhase(slurm, victim.jobId, 'preempted'), { reason: 'A job of higher priority took its nodes' });
  await cluster.setNodeState('n2', 'DOWN');
  t.match(await untilPhase(slurm, other.jobId, 'node_failed'), { reason: 'A node failed' });
  await slurm.cancel(urgent.jobId);
  await cluster.setNodeState('n2', 'RESUME');
});

t.test('while slurmctld is away there is no answer; once it is back the jobs are there', async (t) => {
  const { jobId } = await slurm.submit(batch(cluster, '#SBATCH -w n1\nsleep 300'));
  const job = await untilPhase(slurm, jobId, 'running');
  await cluster.stop('slurmctld');
  const impatient = slurmOf(cluster, { commandTimeoutMs: 1500 });
  const calls = [
    impatient.listJobs(),
    impatient.submit(batch(cluster, 'exit 0')),
    impatient.test(batch(cluster, 'exit 0')),
    impatient.cancel(jobId),
    impatient.hold(jobId),
    impatient.outputFiles(jobId),
    impatient.readLimits(),
    impatient.findPlaces([{ ...job, phase: 'queued' }]),
  ];
  const answers = await Promise.allSettled(calls);
  for (const answer of answers) t.match(answer, { status: 'rejected', reason: { code: 'scheduler_unavailable' } });
  await cluster.start('slurmctld');
  t.match(await untilPhase(slurm, jobId, 'running'), { node_list: 'n1' });
  await slurm.cancel(jobId);
});

async function untilJob(scheduler: Scheduler, jobId: string, condition: (job: Job) => boolean): Promise<Job> {
  let seen: Job | undefined;
  await until(
    async () => {
      seen = (await scheduler.listJobs()).find(({ id }) => id === jobId);
      return seen !== undefined && condition(seen);
    },
    `job ${jobId}`,
    40_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message} Last seen: ${JSON.stringify(seen)}`);
  });
  return seen as Job;
}

function untilPhase(scheduler: Scheduler, jobId: string, phase: Job['phase']): Promise<Job> {
  return untilJob(scheduler, jobId, (job) => job.phase === phase);
}
