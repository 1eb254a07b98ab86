import type { Partition } from '../../domain/scheduler.ts';
import { unavailable } from './run-command.ts';
import { parseCount, parseDuration } from './slurm-values.ts';

/** The limits of each partition that this user may see; with a name, of this one. */
export function partitionsCommand(name?: string): string[] {
  return ['scontrol', '--oneliner', 'show', 'partition', ...(name === undefined ? [] : [name])];
}

/** What the nodes of each partition have, one line for each kind of node. */
export const nodesCommand = ['sinfo', '--noheader', '--exact', '--all', '--format=%R\x1f%c\x1f%m\x1f%G'];

/**
 * @param accounts of this user: where a partition excludes some, the others are what it allows
 * @throws ManagerError scheduler_unavailable where the texts are not what those commands print
 */
export function parsePartitions(partitions: string, nodes: string, accounts: string[]): Partition[] {
  const kinds = parseNodes(nodes);
  return partitions
    .split('\n')
    .filter((line) => line.trim() !== '' && line.trim() !== 'No partitions in the system')
    .map((line) => toPartition(line, kinds, accounts));
}

interface NodeKind {
  partition: string;
  cpus: number;
  memoryBytes: number;
  gpus: number;
}

function parseNodes(text: string): NodeKind[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [partition = '', cpus, megabytes, gres] = line.split('\x1f');
      if (gres === undefined) throw unavailable('sinfo', text);
      return {
        partition,
        cpus: Number.parseInt(cpus ?? '', 10) || 0,
        memoryBytes: (Number.parseInt(megabytes ?? '', 10) || 0) * 1024 ** 2,
        gpus: countGpus(gres),
      };
    });
}

/** "gpu:a100:4(S:0-1),gpu:v100:2,craynetwork:1" -> 6; "gpu:4" -> 4; "gpu" -> 1; "(null)" -> 0 */
function countGpus(gres: string): number {
  const counts = [...gres.matchAll(/(?:^|,)gpu((?::[^,:(]+)*)/g)].map(([, rest = '']) => {
    const last = rest.split(':').at(-1) ?? '';
    return /^\d+$/.test(last) ? Number(last) : 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function toPartition(line: string, kinds: NodeKind[], accounts: string[]): Partition {
  const values = Object.fromEntries(
    [...line.matchAll(/\b(\w+)=(\S*)/g)].map(([, key, value]) => [key, value]),
  ) as Record<string, string | undefined>;
  const { PartitionName: name, State: state } = values;
  if (name === undefined || state === undefined) throw unavailable('scontrol', line);
  const own = kinds.filter(({ partition }) => partition === name);
  const most = (numbers: number[]) => Math.max(0, ...numbers);
  return {
    name,
    is_default: values.Default === 'YES',
    is_up: state === 'UP',
    state_reason: state === 'UP' ? null : (stateWords[state] ?? `The partition is ${state.toLowerCase()}`),
    maximum_walltime_seconds: parseDuration(values.MaxTime ?? ''),
    default_walltime_seconds: parseDuration(values.DefaultTime ?? ''),
    maximum_nodes: parseCount(values.MaxNodes ?? ''),
    total_nodes: parseCount(values.TotalNodes ?? '') ?? 0,
    cpus_per_node: most(own.map(({ cpus }) => cpus)) || null,
    memory_per_node_bytes: most(own.map(({ memoryBytes }) => memoryBytes)) || null,
    gpus_per_node: most(own.map(({ gpus }) => gpus)),
    allowed_accounts: allowed(values.AllowAccounts, values.DenyAccounts, accounts),
    allowed_qos: allowed(values.AllowQos, undefined, []),
  };
}

const stateWords: Record<string, string> = {
  DOWN: 'The partition is down: jobs start when it is opened again',
  DRAIN: 'The partition takes no new jobs',
  INACTIVE: 'The partition is closed',
};

/** Null: all. A list of those excluded counts only where there is none of those allowed. */
function allowed(allow: string | undefined, deny: string | undefined, known: string[]): string[] | null {
  if (allow !== undefined && allow !== 'ALL') return allow.split(',');
  if (deny === undefined || deny === '' || deny === 'NONE' || deny === '(null)') return null;
  const denied = new Set(deny.split(','));
  return known.filter((name) => !denied.has(name));
}
