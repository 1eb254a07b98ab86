import type { FormField } from '../../src/domain/form.ts';
import type { Partition, SchedulerLimits } from '../../src/domain/scheduler.ts';

/** A form field of which only what matters is said. */
export function formField(name: string, given: Partial<FormField> = {}): FormField {
  return {
    name,
    aliases: [],
    label: name,
    help: null,
    type: 'string',
    required: false,
    default: null,
    min: null,
    max: null,
    choices: null,
    pattern: null,
    ...given,
  };
}

/** A partition without limits, but for what is said. */
export function partition(name: string, given: Partial<Partition> = {}): Partition {
  return {
    name,
    is_default: false,
    is_up: true,
    state_reason: null,
    maximum_walltime_seconds: null,
    default_walltime_seconds: null,
    maximum_nodes: null,
    total_nodes: 2,
    cpus_per_node: 8,
    memory_per_node_bytes: null,
    gpus_per_node: 0,
    allowed_accounts: null,
    allowed_qos: null,
    ...given,
  };
}

/** What a small cluster tells: "batch" (the default, 1 h), "short" (2 min), "closed" (down), "gpu" (only for proj2). */
export const sampleLimits: SchedulerLimits = {
  partitions: [
    partition('batch', { is_default: true, maximum_walltime_seconds: 3600, default_walltime_seconds: 600 }),
    partition('short', { maximum_walltime_seconds: 120, maximum_nodes: 1 }),
    partition('closed', { is_up: false, state_reason: 'It is down' }),
    partition('gpu', { gpus_per_node: 4, total_nodes: 40, allowed_accounts: ['proj2'], allowed_qos: ['high'] }),
  ],
  accounts: ['proj1', 'proj2'],
  defaultAccount: 'proj1',
  qos: ['normal', 'high'],
};
