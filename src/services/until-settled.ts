import type { EventEmitter } from 'node:events';

/** Things with ids that tell what changes. */
export interface Changing<Thing> extends Pick<EventEmitter<{ change: [Thing]; remove: [string] }>, 'on' | 'off'> {
  /** @throws where there is none of this id */
  get(id: string): Thing;
}

export interface Wait {
  seconds: number;
  /** Ends it before. */
  signal: AbortSignal;
}

/**
 * Waits for the changes of `first` until it is settled, removed, the time is over, or nobody waits any more; gives what it
 * is then. One that was removed is given as it was last.
 */
export function untilSettled<Thing extends { id: string }>(
  things: Changing<Thing>,
  first: Thing,
  isSettled: (thing: Thing) => boolean,
  { seconds, signal }: Wait,
): Promise<Thing> {
  let last = now(things, first);
  if (last === null) return Promise.resolve(first);
  if (isSettled(last) || signal.aborted) return Promise.resolve(last);
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      things.off('change', changed);
      things.off('remove', removed);
      resolve(last ?? first);
    };
    const changed = (thing: Thing) => {
      if (thing.id !== first.id) return;
      last = thing;
      if (isSettled(thing)) finish();
    };
    const removed = (id: string) => {
      if (id === first.id) finish();
    };
    const timer = setTimeout(finish, seconds * 1000);
    signal.addEventListener('abort', finish);
    things.on('change', changed);
    things.on('remove', removed);
  });
}

function now<Thing extends { id: string }>(things: Changing<Thing>, first: Thing): Thing | null {
  try {
    return things.get(first.id);
  } catch {
    return null;
  }
}
