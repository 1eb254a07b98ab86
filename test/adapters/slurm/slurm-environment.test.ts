import t from 'tap';
import { jobEnvironment, queryEnvironment } from '../../../src/adapters/slurm/slurm-environment.ts';

const env = {
  PATH: '/bin',
  TZ: 'Europe/Berlin',
  LC_ALL: 'de_DE.UTF-8',
  SLURM_CONF: '/etc/slurm.conf',
  SLURM_JOB_ID: '7',
  SLURMD_NODENAME: 'n1',
  SBATCH_ACCOUNT: 'other',
  SQUEUE_STATES: 'RUNNING',
  JUPYTERHUB_API_TOKEN: 'secret',
  TRAME_MANAGER_TOKEN: 'secret',
  TRAME_MANAGER_JUPYTER_PATH: '/a',
  JUPYTER_TOKEN: 'secret',
  PARAM_ISO: '1',
};

t.test('jobs inherit the environment without credentials and without what changes the commands', async (t) => {
  t.same(jobEnvironment(env), {
    PATH: '/bin',
    TZ: 'Europe/Berlin',
    LC_ALL: 'de_DE.UTF-8',
    SLURM_CONF: '/etc/slurm.conf',
  });
});

t.test('commands that ask print times in UTC, whatever the user set', async (t) => {
  t.match(queryEnvironment({ ...env, SLURM_TIME_FORMAT: 'relative' }), {
    TZ: 'UTC0',
    LC_ALL: 'C',
    SLURM_TIME_FORMAT: 'standard',
    SLURM_CONF: '/etc/slurm.conf',
    SQUEUE_STATES: undefined,
  });
});
