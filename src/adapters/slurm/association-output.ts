import type { SchedulerLimits } from '../../domain/scheduler.ts';
import { unavailable } from './run-command.ts';

type Associations = Pick<SchedulerLimits, 'accounts' | 'defaultAccount' | 'qos'>;

/** The command that lists accounts and QOS of a user on all clusters of the accounting. */
export function associationsCommand(user: string): string[] {
  const format = 'format=Cluster,DefaultAccount,Account,QOS';
  return ['sacctmgr', '--noheader', '--parsable2', '--readonly', 'show', 'user', `name=${user}`, 'withassoc', format];
}

/** The command that prints Slurm's settings, such as the name of the cluster that is asked. */
export const configCommand = ['scontrol', 'show', 'config'];

/** "ClusterName             = tm" -> "tm"; null where it does not say. */
export function parseClusterName(text: string): string | null {
  return /^ClusterName\s*=\s*(\S+)/m.exec(text)?.[1] ?? null;
}

/**
 * "tm|proj1|proj2|normal,long" for each account.
 *
 * @param cluster the one that counts; null: all
 * @throws ManagerError scheduler_unavailable where the text is not what that command prints
 */
export function parseAssociations(text: string, cluster: string | null): Associations {
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'))
    .map((row) => {
      if (row.length < 4) throw unavailable('sacctmgr', text);
      const [ofCluster = '', defaultAccount = '', account = '', qos = ''] = row;
      return { ofCluster, defaultAccount, account, qos };
    })
    .filter((row) => row.account !== '' && (cluster === null || row.ofCluster === cluster));
  return {
    accounts: unique(rows.map(({ account }) => account)),
    defaultAccount: rows.find(({ defaultAccount }) => defaultAccount !== '')?.defaultAccount ?? null,
    qos: unique(rows.flatMap(({ qos }) => qos.split(','))),
  };
}

/** True for what sacctmgr says where a site keeps no accounting. */
export function hasNoAccounting(stderr: string): boolean {
  return /not running a supported accounting_storage plugin|accounting storage is disabled/i.test(stderr);
}

function unique(names: string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort();
}
