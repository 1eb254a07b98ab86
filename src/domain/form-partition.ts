import type { FormField } from './form.ts';
import { boundsIn, partitionMaximum, partitionOf } from './form-bounds.ts';
import { didYouMean } from './nearest-name.ts';
import type { FormValues } from './paraview-server.ts';
import type { Partition, SchedulerLimits } from './scheduler.ts';
import { timeInWords } from './walltime.ts';

/** What the scheduler would refuse, or never start, and which limit it is. */
export interface PartitionRefusal {
  field: FormField;
  message: string;
}

/** Holds checked values against what the scheduler tells of the user's accounts and of the chosen partition. */
export function partitionRefusals(
  fields: readonly FormField[],
  values: FormValues,
  limits: SchedulerLimits | null,
): PartitionRefusal[] {
  if (limits === null) return [];
  const partitionField = fields.find((field) => field.type === 'partition');
  const partition = partitionOf(partitionField === undefined ? null : values[partitionField.name], limits);
  return fields.flatMap((field) => {
    const value = values[field.name];
    if (value === undefined) return [];
    const message = notOpen(field, String(value), limits) ?? (partition && refusal(field, value, partition));
    return message === null ? [] : [{ field, message }];
  });
}

/** Names that are open to this user nowhere. */
function notOpen(field: FormField, value: string, limits: SchedulerLimits): string | null {
  const { type, label } = field;
  if (type !== 'account' && type !== 'partition' && type !== 'qos') return null;
  const { choices } = boundsIn(field, limits, null);
  if (choices === null || choices.includes(value)) return null;
  if (choices.length === 0) return `${label} "${value}" is not open to you.`;
  return `${label} "${value}" is not open to you. ${didYouMean(value, choices, `Open are: ${listed(choices)}.`)}`;
}

function refusal(field: FormField, value: FormValues[string], partition: Partition): string | null {
  const { name } = partition;
  switch (field.type) {
    case 'partition':
      return partition.is_up ? null : `Partition ${name} takes no jobs now${reasonOf(partition)}.`;
    case 'account':
      return notAllowed(`Partition ${name} is not open to account ${value}`, String(value), partition.allowed_accounts);
    case 'qos':
      return notAllowed(`Partition ${name} does not allow QOS ${value}`, String(value), partition.allowed_qos);
    default: {
      const maximum = partitionMaximum(field, partition);
      return maximum === null || typeof value !== 'number' || value <= maximum
        ? null
        : exceeded(field, partition, maximum);
    }
  }
}

function exceeded(field: FormField, partition: Partition, maximum: number): string {
  const { name, maximum_nodes, total_nodes } = partition;
  if (field.type === 'walltime') return `Partition ${name} allows ${timeInWords(maximum)} at most.`;
  if (field.type === 'gpus') {
    return maximum === 0
      ? `Partition ${name} has no GPUs.`
      : `A node of partition ${name} has ${maximum} GPUs at most.`;
  }
  const isLimit = maximum_nodes !== null && (total_nodes === 0 || maximum_nodes < total_nodes);
  const nodes = maximum === 1 ? '1 node' : `${maximum} nodes`;
  return isLimit ? `Partition ${name} allows ${nodes} for a job at most.` : `Partition ${name} has only ${nodes}.`;
}

function notAllowed(message: string, value: string, allowed: string[] | null): string | null {
  if (allowed === null || allowed.includes(value)) return null;
  return allowed.length === 0 ? `${message}.` : `${message}; it takes ${listed(allowed)}.`;
}

function reasonOf({ state_reason }: Partition): string {
  return state_reason === null ? '' : `: ${state_reason.replace(/\.$/, '')}`;
}

function listed(names: string[]): string {
  return names.length <= 10 ? names.join(', ') : `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
}
