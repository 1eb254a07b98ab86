import { join } from 'node:path';
import type { SlurmDaemon } from './slurm-processes.ts';

/** The command line of each daemon of the cluster below `directory`. */
export function daemonCommand(daemon: SlurmDaemon, directory: string, user: string, databasePort: number): string[] {
  const configuration = join(directory, 'etc/slurm.conf');
  const run = join(directory, 'run');
  switch (daemon) {
    case 'munged':
      return [
        'munged',
        '--foreground',
        '--force',
        `--key-file=${directory}/munge/key`,
        `--socket=${run}/munge.socket`,
        `--pid-file=${run}/munged.own`,
        `--log-file=${directory}/log/munged.log`,
        `--seed-file=${directory}/munge/seed`,
      ];
    case 'mariadbd':
      return [
        'mariadbd',
        '--no-defaults',
        `--user=${user}`,
        `--datadir=${directory}/db`,
        `--socket=${run}/db.socket`,
        `--pid-file=${run}/mariadbd.own`,
        '--bind-address=127.0.0.1',
        `--port=${databasePort}`,
        '--skip-name-resolve',
        '--skip-log-bin',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-lock-wait-timeout=900',
      ];
    case 'slurmdbd':
      return ['slurmdbd', '-D'];
    case 'slurmctld':
      return ['slurmctld', '-D', '-f', configuration];
    default:
      return ['slurmd', '-D', '-N', daemon, '-f', configuration];
  }
}

/** Whether a daemon answers; fails, or gives false, while it does not. The database is prepared on the way. */
export async function askDaemon(
  daemon: SlurmDaemon,
  directory: string,
  run: (command: string, args: string[], input?: string) => Promise<string>,
): Promise<boolean> {
  const sockets = join(directory, 'run');
  switch (daemon) {
    case 'munged':
      return (await run('munge', ['--no-input', `--socket=${sockets}/munge.socket`])) !== '';
    case 'mariadbd':
      await run('mariadb', ['--no-defaults', `--socket=${sockets}/db.socket`, '--user=root'], accountingSql);
      return true;
    case 'slurmdbd':
      await run('sacctmgr', ['--noheader', 'show', 'cluster']);
      return true;
    case 'slurmctld':
      return / is UP/.test(await run('scontrol', ['ping']));
    default:
      return (await run('sinfo', ['--noheader', `--nodes=${daemon}`, '--states=idle,mix,alloc', '--format=%N'])) !== '';
  }
}

const accountingSql = `create database if not exists slurm_acct;
create user if not exists slurm@'127.0.0.1' identified by 'slurm';
grant all on slurm_acct.* to slurm@'127.0.0.1';`;
