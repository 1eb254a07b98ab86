import t from 'tap';
import { parsePartitions } from '../../../src/adapters/slurm/partition-output.ts';

// Printed by scontrol 22.05.8.
const urgent =
  'PartitionName=urgent AllowGroups=ALL AllowAccounts=proj2 AllowQos=normal,long AllocNodes=ALL Default=NO QoS=N/A DefaultTime=NONE DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO MaxNodes=1 MaxTime=1-01:00:00 MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED Nodes=n[1-2] PriorityJobFactor=1 PriorityTier=10 RootOnly=NO ReqResv=NO OverSubscribe=NO OverTimeLimit=NONE PreemptMode=CANCEL State=UP TotalCPUs=16 TotalNodes=2 SelectTypeParameters=NONE JobDefaults=(null) DefMemPerCPU=100 MaxMemPerNode=UNLIMITED TRES=cpu=16,mem=16000M,node=2,billing=16';
const drained =
  'PartitionName=drained AllowGroups=ALL DenyAccounts=proj2 AllowQos=ALL AllocNodes=ALL Default=YES QoS=N/A DefaultTime=00:10:00 MaxNodes=UNLIMITED MaxTime=UNLIMITED Nodes=n1 State=DRAIN TotalCPUs=8 TotalNodes=1';

t.test('limits, permissions and the nodes’ equipment of a partition are read', async (t) => {
  const nodes = 'urgent\x1f8\x1f8000\x1f(null)\nurgent\x1f16\x1f4000\x1fgpu:a100:4(S:0-1),gpu:v100:2,craynetwork:1\n';
  t.same(parsePartitions(`${urgent}\n`, nodes, []), [
    {
      name: 'urgent',
      is_default: false,
      is_up: true,
      state_reason: null,
      maximum_walltime_seconds: 90_000,
      default_walltime_seconds: null,
      maximum_nodes: 1,
      total_nodes: 2,
      cpus_per_node: 16,
      memory_per_node_bytes: 8000 * 1024 ** 2,
      gpus_per_node: 6,
      allowed_accounts: ['proj2'],
      allowed_qos: ['normal', 'long'],
    },
  ]);
});

t.test('a partition that excludes accounts allows the user’s others', async (t) => {
  t.match(parsePartitions(drained, '', ['proj1', 'proj2'])[0], {
    is_default: true,
    is_up: false,
    state_reason: 'The partition takes no new jobs',
    maximum_walltime_seconds: null,
    maximum_nodes: null,
    cpus_per_node: null,
    gpus_per_node: 0,
    allowed_accounts: ['proj1'],
    allowed_qos: null,
  });
});

t.test('GPUs are counted in each way of writing them', async (t) => {
  const gpus = (gres: string) => parsePartitions(urgent, `urgent\x1f8\x1f8000\x1f${gres}\n`, [])[0]?.gpus_per_node;
  t.same(['gpu:4', 'gpu', 'gpu:tesla:2', 'gpu:tesla:2(S:0)', 'nic:8', '(null)'].map(gpus), [4, 1, 2, 2, 0, 0]);
});

t.test('what is no list of partitions is an error', async (t) => {
  t.throws(() => parsePartitions('Slurm is tired\n', '', []), { code: 'scheduler_unavailable' });
  t.throws(() => parsePartitions(urgent, 'Slurm is tired\n', []), { code: 'scheduler_unavailable' });
  t.same(parsePartitions('No partitions in the system\n', '', []), []);
});
