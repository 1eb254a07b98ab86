import type { FormField, ShownField } from './form.ts';
import type { Partition, SchedulerLimits } from './scheduler.ts';

/** What a field takes in one partition. */
export interface FieldBounds {
  min: number | null;
  max: number | null;
  default: FormField['default'];
  /** Null: any text. */
  choices: string[] | null;
}

/**
 * The bounds of a field in a partition, the site file's and the scheduler's together. Without a partition (null) only those
 * that hold everywhere, without limits (null) only the site file's.
 */
export function boundsIn(field: FormField, limits: SchedulerLimits | null, partition: Partition | null): FieldBounds {
  const max = smallest(field.max, partition === null ? null : partitionMaximum(field, partition));
  const choices = choicesIn(field, limits, partition);
  return {
    min: field.min ?? lowest[field.type] ?? null,
    max,
    default: defaultIn(field, limits, choices, max),
    choices,
  };
}

/** A field as a form is to show it now. */
export function showField(field: FormField, limits: SchedulerLimits | null): ShownField {
  const { aliases: _aliases, ...shown } = field;
  const everywhere = boundsIn(field, limits, null);
  const partitions = limits?.partitions ?? [];
  const differing = partitions.map((partition) => [partition.name, difference(field, everywhere, limits, partition)]);
  const following = differing.filter(([, bounds]) => Object.keys(bounds ?? {}).length > 0);
  return { ...shown, ...everywhere, by_partition: Object.fromEntries(following) };
}

/** The most that a partition allows of what a field asks for; null: no limit, or a field that no partition limits. */
export function partitionMaximum(field: FormField, partition: Partition): number | null {
  if (field.type === 'walltime') return partition.maximum_walltime_seconds;
  if (field.type === 'gpus') return partition.gpus_per_node;
  // A site's own list of partitions may leave the number of nodes out.
  const nodes = partition.total_nodes === 0 ? null : partition.total_nodes;
  return field.type === 'nodes' ? smallest(partition.maximum_nodes, nodes) : null;
}

/** The partition that a form's values mean: the chosen one, else the scheduler's default; null where it is not known. */
export function partitionOf(name: unknown, limits: SchedulerLimits | null): Partition | null {
  const wanted = (partition: Partition) => (typeof name === 'string' ? partition.name === name : partition.is_default);
  return limits?.partitions.find(wanted) ?? null;
}

/** Sorted so that those that take jobs now come first. */
function partitionNames(limits: SchedulerLimits): string[] {
  const ordered = [...limits.partitions].sort((left, right) => Number(right.is_up) - Number(left.is_up));
  return ordered.map((partition) => partition.name);
}

const lowest: Partial<Record<FormField['type'], number>> = { nodes: 1, gpus: 0, walltime: 1 };

function choicesIn(field: FormField, limits: SchedulerLimits | null, partition: Partition | null): string[] | null {
  const { type, choices } = field;
  if (type === 'choice' || limits === null) return choices;
  const known = { account: limits.accounts, partition: partitionNames(limits), qos: limits.qos };
  if (type !== 'account' && type !== 'partition' && type !== 'qos') return choices;
  // A scheduler that keeps no accounts, or no QOS, has nothing to choose from: the site's own choices stay.
  const open = known[type].length === 0 ? choices : known[type].filter((name) => choices?.includes(name) ?? true);
  const allowed = { account: partition?.allowed_accounts, qos: partition?.allowed_qos, partition: null }[type] ?? null;
  return open === null || allowed === null ? open : open.filter((name) => allowed.includes(name));
}

function defaultIn(
  field: FormField,
  limits: SchedulerLimits | null,
  choices: string[] | null,
  max: number | null,
): FormField['default'] {
  const standard = field.default ?? schedulerDefault(field, limits);
  if (typeof standard === 'number') return smallest(standard, max);
  if (choices === null || standard === null || choices.includes(String(standard))) return standard;
  return field.default === null && choices.length === 1 ? (choices[0] ?? null) : null;
}

function schedulerDefault(field: FormField, limits: SchedulerLimits | null): string | null {
  if (field.type === 'account') return limits?.defaultAccount ?? null;
  if (field.type === 'partition') return limits?.partitions.find((partition) => partition.is_default)?.name ?? null;
  return null;
}

function difference(
  field: FormField,
  everywhere: FieldBounds,
  limits: SchedulerLimits | null,
  partition: Partition,
): ShownField['by_partition'][string] {
  const here = boundsIn(field, limits, partition);
  const standard = here.default ?? (field.type === 'walltime' ? partition.default_walltime_seconds : null);
  return {
    ...(here.max !== null && here.max !== everywhere.max ? { max: here.max } : {}),
    ...(typeof standard === 'number' && standard !== everywhere.default ? { default: standard } : {}),
    ...(here.choices !== null && !sameItems(here.choices, everywhere.choices) ? { choices: here.choices } : {}),
  };
}

function sameItems(left: string[], right: string[] | null): boolean {
  return right !== null && left.length === right.length && left.every((item, index) => item === right[index]);
}

function smallest(left: number | null, right: number | null): number | null {
  return left === null ? right : right === null ? left : Math.min(left, right);
}
