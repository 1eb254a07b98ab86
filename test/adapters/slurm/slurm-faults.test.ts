import { join } from 'node:path';
import t from 'tap';
import { createSlurm, type SlurmOptions } from '../../../src/adapters/slurm/slurm.ts';
import { shortDirectory } from '../../support/short-directory.ts';
import { batch, writeCommand } from '../../support/slurm-commands.ts';

/** Commands that answer as Slurm's do on other sites, or as they do not when all is well. */
function slurmWith(
  t: { teardown(handler: () => unknown): void },
  commands: Record<string, string>,
  changes: Partial<SlurmOptions> = {},
) {
  const directory = shortDirectory(t);
  for (const [name, text] of Object.entries(commands)) writeCommand(directory, name, text);
  const slurm = createSlurm({
    env: { PATH: process.env.PATH },
    user: 'ada',
    commandTimeoutMs: 10_000,
    commandDirectory: directory,
    accountsCommand: null,
    partitionsCommand: null,
    ...changes,
  });
  return { slurm, directory };
}

const cluster = 'echo "ClusterName = tm"';
const partition = 'PartitionName=batch Default=YES MaxTime=1:00:00 MaxNodes=UNLIMITED State=UP TotalNodes=2';
const scontrol = `case "$*" in *config*) ${cluster};; *) echo "${partition}";; esac`;
const noAccounting = 'echo "You are not running a supported accounting_storage plugin" >&2; exit 1';

t.test(
  'an id with the name of its cluster is read; a submission that answers with anything else is in doubt',
  async (t) => {
    const { slurm, directory } = slurmWith(t, { sbatch: 'cat >/dev/null; echo "12;tm"' });
    t.same(await slurm.submit(batch({ directory }, 'exit 0')), { jobId: '12' });
    for (const text of ['', 'Submitted batch job', 'id: 12']) {
      writeCommand(directory, 'sbatch', `cat >/dev/null; echo "${text}"`);
      await t.rejects(slurm.submit(batch({ directory }, 'exit 0')), { code: 'scheduler_unavailable' }, text);
      await t.rejects(slurm.test(batch({ directory }, 'exit 0')), { code: 'scheduler_unavailable' }, text);
    }
  },
);

t.test('a script that is refused before it is read to its end is a refusal', async (t) => {
  const { slurm, directory } = slurmWith(t, { sbatch: 'exec <&-; echo "sbatch: error: Closed for today" >&2; exit 1' });
  await t.rejects(slurm.submit(batch({ directory }, `# ${'x'.repeat(500_000)}`)), {
    code: 'job_refused',
    message: 'Slurm refused the job: Closed for today.',
  });
});

t.test('a site without accounting has no accounts, and all else', async (t) => {
  const { slurm } = slurmWith(t, { scontrol, sinfo: 'true', sacctmgr: noAccounting });
  t.match(await slurm.readLimits(), {
    accounts: [],
    defaultAccount: null,
    qos: [],
    partitions: [{ name: 'batch', maximum_walltime_seconds: 3600, total_nodes: 2 }],
  });
});

t.test('an accounting that fails is no site without accounts', async (t) => {
  const { slurm } = slurmWith(t, { scontrol, sinfo: 'true', sacctmgr: 'echo "sacctmgr: error: oh" >&2; exit 1' });
  await t.rejects(slurm.readLimits(), { code: 'scheduler_unavailable', message: /sacctmgr failed: .*oh/ });
});

t.test('the site’s own commands stand in for the accounting and the partitions', async (t) => {
  const own = shortDirectory(t);
  writeCommand(own, 'budgets', 'printf "zam\\ncstvis\\n"');
  writeCommand(own, 'partitions', `echo '[{"name": "gpus", "maximum_nodes": 4}]'`);
  const { slurm } = slurmWith(
    t,
    { scontrol, sacctmgr: 'echo "sacctmgr: error: Access denied" >&2; exit 1' },
    { accountsCommand: [join(own, 'budgets')], partitionsCommand: [join(own, 'partitions')] },
  );
  t.match(await slurm.readLimits(), {
    accounts: ['zam', 'cstvis'],
    defaultAccount: null,
    partitions: [{ name: 'gpus', maximum_nodes: 4 }],
  });
});

t.test('output of another user’s job is not told', async (t) => {
  const show = (user: string) =>
    `echo "JobId=12 JobName=x"; echo "   UserId=${user}(1000) GroupId=g(1)"; echo "   StdOut=/x/12.out"`;
  const { slurm, directory } = slurmWith(t, { scontrol: show('ada') });
  t.same(await slurm.outputFiles('12'), { output: '/x/12.out', error: null });
  writeCommand(directory, 'scontrol', show('bob'));
  await t.rejects(slurm.outputFiles('12'), { code: 'job_not_found' });
});

t.test('a cancellation that is refused with the exit code 0 is a refusal', async (t) => {
  const denied = 'echo "scancel: error: Kill job error on job id 12: Access/permission denied" >&2';
  const { slurm } = slurmWith(t, { scancel: denied });
  await t.rejects(slurm.cancel('12'), { code: 'job_refused', message: /permission denied\. Only its owner/ });
});

t.test('an accounting that does not answer is an error, and no ids ask nothing', async (t) => {
  const { slurm } = slurmWith(t, { sacct: 'echo "sacct: error: Slurm accounting storage is disabled" >&2; exit 1' });
  await t.rejects(slurm.findEnded(['12']), {
    code: 'scheduler_unavailable',
    message: /accounting storage is disabled/,
  });
  t.same(await slurm.findEnded(['--help']), []);
});
