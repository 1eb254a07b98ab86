import { type Instance, instanceStates } from '../../domain/instance.ts';

/** Columns that rows can be sorted by, in the order of the table. */
export const columnNames = ['name', 'state', 'started', 'ended', 'host', 'cpu', 'memory', 'viewers'] as const;

export type ColumnName = (typeof columnNames)[number];

export interface SortOrder {
  column: ColumnName;
  descending: boolean;
}

/** What was started last comes first: rows stay where they are when states change. */
export const firstOrder: SortOrder = { column: 'started', descending: true };

/** The order after a click on a column's head: the other way round, or at first texts from A and numbers and times from the top. */
export function nextOrder(order: SortOrder, column: ColumnName): SortOrder {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: column !== 'name' && column !== 'host' && column !== 'state' };
}

/** Sorted rows; what has no value is last either way, and equals have the one that was started last first. */
export function sortInstances(instances: readonly Instance[], { column, descending }: SortOrder): Instance[] {
  const direction = descending ? -1 : 1;
  return instances
    .map((instance) => ({ instance, value: sortValue[column](instance), startedMs: timeMs(instance.started_at) ?? 0 }))
    .sort((a, b) => compare(a.value, b.value, direction) || b.startedMs - a.startedMs || byId(a.instance, b.instance))
    .map(({ instance }) => instance);
}

const sortValue: Record<ColumnName, (instance: Instance) => string | number | null> = {
  name: ({ name }) => name,
  state: ({ state }) => instanceStates.indexOf(state),
  started: ({ started_at }) => timeMs(started_at),
  ended: ({ ended_at }) => timeMs(ended_at),
  host: ({ host }) => host || null,
  cpu: ({ usage }) => usage?.cpu_percent ?? null,
  memory: ({ usage }) => usage?.memory_bytes ?? null,
  viewers: ({ viewers }) => viewers,
};

// "run 2" comes before "run 10".
let collator: Intl.Collator | undefined;

function compare(a: string | number | null, b: string | number | null, direction: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
  collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  return collator.compare(String(a), String(b)) * direction;
}

function byId(a: Instance, b: Instance): number {
  return a.id < b.id ? -1 : 1;
}

function timeMs(iso: string | null): number | null {
  const value = Date.parse(iso ?? '');
  return Number.isNaN(value) ? null : value;
}
