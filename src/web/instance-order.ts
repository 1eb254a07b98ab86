import type { Instance } from '../domain/instance.ts';

export interface OrderedInstances {
  /** All that run, will run or cannot be asked; the newest first. */
  running: Instance[];
  /** Those that ended, the last one first. */
  ended: Instance[];
}

/** Sorts instances into the two lists of the page, without those that `hides` names. */
export function orderInstances(instances: Iterable<Instance>, hides: (id: string) => boolean): OrderedInstances {
  const shown = [...instances].filter((instance) => !hides(instance.id));
  const hasEnded = ({ state }: Instance) => state === 'stopped' || state === 'failed';
  return {
    running: shown.filter((instance) => !hasEnded(instance)).sort(newestFirst((instance) => instance.created_at)),
    ended: shown.filter(hasEnded).sort(newestFirst((instance) => instance.ended_at ?? instance.created_at)),
  };
}

function newestFirst(timeOf: (instance: Instance) => string) {
  return (a: Instance, b: Instance) => Date.parse(timeOf(b)) - Date.parse(timeOf(a)) || a.id.localeCompare(b.id);
}
