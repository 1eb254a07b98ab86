import { userInfo } from 'node:os';

/** TCP ports of a cluster's daemons, all on 127.0.0.1. */
export interface SlurmPorts {
  database: number;
  accounting: number;
  controller: number;
  n1: number;
  n2: number;
}

/** What a test wants to have otherwise than the standard cluster. */
export interface SlurmChanges {
  /** Processors of each of the nodes n1 and n2. Default: 8. */
  cpusPerNode?: number;
  /** MB of each of the nodes n1 and n2. Default: 8000. */
  memoryPerNodeMb?: number;
  /** More words of the line of n1 and n2, such as "Gres=gpu:4 Feature=mem192". */
  nodeWords?: string;
  /** Lines at the end of slurm.conf: more partitions and nodes, or settings that replace those of the same name. */
  lines?: string[];
  /** Further files beside slurm.conf, by name, such as gres.conf. */
  files?: Record<string, string>;
}

/** slurm.conf of two nodes that are both this machine. */
export function slurmConfiguration(directory: string, ports: SlurmPorts, changes: SlurmChanges = {}): string {
  const { cpusPerNode = 8, memoryPerNodeMb = 8000, nodeWords = '', lines = [] } = changes;
  const user = userInfo().username;
  const node = (name: 'n1' | 'n2') =>
    `NodeName=${name} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${ports[name]} CPUs=${cpusPerNode} Sockets=1 ` +
    `CoresPerSocket=${cpusPerNode} ThreadsPerCore=1 RealMemory=${memoryPerNodeMb} ${nodeWords}`;
  const settings = `
ClusterName=tm
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${ports.controller}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${directory}/run/munge.socket
CredType=cred/munge
StateSaveLocation=${directory}/state
SlurmdSpoolDir=${directory}/spool/%n
SlurmctldPidFile=${directory}/run/slurmctld.own
SlurmdPidFile=${directory}/run/slurmd.%n.own
SlurmctldLogFile=${directory}/log/slurmctld.log
SlurmdLogFile=${directory}/log/%n.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,sched_min_interval=100000,batch_sched_delay=0
PriorityType=priority/basic
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=${ports.accounting}
AccountingStoragePass=${directory}/run/munge.socket
AccountingStorageEnforce=associations
ReturnToService=2
KillWait=3
MinJobAge=300
InactiveLimit=0
SlurmctldTimeout=30
SlurmdTimeout=30`.split('\n');
  // Slurm takes a repeated setting as an error or by chance: what the test sets replaces ours.
  const replaced = new Set(lines.map((line) => /^(?!NodeName|PartitionName)\w+(?==)/.exec(line)?.[0]));
  return [
    ...settings.filter((line) => !replaced.has(line.split('=')[0])),
    node('n1'),
    node('n2'),
    'PartitionName=batch Nodes=n1,n2 Default=YES MaxTime=01:00:00 DefaultTime=00:10:00 State=UP',
    'PartitionName=short Nodes=n1,n2 MaxTime=00:02:00 DefaultTime=00:01:00 State=UP',
    'PartitionName=closed Nodes=n1,n2 MaxTime=01:00:00 State=DOWN',
    ...lines,
    '',
  ].join('\n');
}

/** slurmdbd.conf: the accounting, which keeps accounts and ended jobs. */
export function accountingConfiguration(directory: string, ports: SlurmPorts): string {
  return `AuthType=auth/munge
AuthInfo=socket=${directory}/run/munge.socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=${ports.accounting}
SlurmUser=${userInfo().username}
LogFile=${directory}/log/slurmdbd.log
PidFile=${directory}/run/slurmdbd.own
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=${ports.database}
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct
`;
}
