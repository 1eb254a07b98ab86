import { inheritable } from '../../domain/instance-environment.ts';

/**
 * The environment of commands that only ask: times in UTC and in the standard form, lists of array tasks in full. Slurm
 * itself prints English whatever the locale; names pass as the bytes that they are.
 */
export function queryEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...jobEnvironment(env),
    LC_ALL: 'C',
    TZ: 'UTC0',
    SLURM_TIME_FORMAT: 'standard',
    SLURM_BITSTR_LEN: '0',
  };
}

/**
 * The environment of sbatch, which jobs inherit. Without the user's credentials, and without what would change what a
 * command means: SBATCH_ACCOUNT wins over the script's own line, SQUEUE_STATES hides jobs, and where this program itself
 * runs inside a job, that job's SLURM_ variables would reach the new one.
 */
export function jobEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(inheritable(env)).filter(([name]) => !changesCommands(name)));
}

function changesCommands(name: string): boolean {
  return (
    /^(SLURM|SLURMD|SBATCH|SRUN|SALLOC|SQUEUE|SACCT|SACCTMGR|SINFO|SCANCEL|SCONTROL)_/.test(name) && !kept.has(name)
  );
}

/** These say which Slurm is meant, and who asks. */
const kept = new Set(['SLURM_CONF', 'SLURM_CONF_SERVER', 'SLURM_JWT']);
