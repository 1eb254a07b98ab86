/** Something with a beginning and an end: an instance, a ParaView server. */
export interface Living {
  id: string;
  state: string;
  /** ISO 8601; null: unknown. */
  created_at: string | null;
  ended_at: string | null;
}

export interface LifeOrder<Entry> {
  /** All that run, will run or cannot be asked; the newest first. */
  running: Entry[];
  /** Those that ended, the last one first. */
  ended: Entry[];
}

/** Sorts entries into the two lists of the page, without those that `hides` names. */
export function orderByLife<Entry extends Living>(
  entries: Iterable<Entry>,
  hides: (id: string) => boolean,
): LifeOrder<Entry> {
  const shown = [...entries].filter((entry) => !hides(entry.id));
  const hasEnded = ({ state }: Entry) => state === 'stopped' || state === 'failed';
  return {
    running: newestFirst(
      shown.filter((entry) => !hasEnded(entry)),
      (entry) => entry.created_at,
    ),
    ended: newestFirst(shown.filter(hasEnded), (entry) => entry.ended_at ?? entry.created_at),
  };
}

/** Each time is read once: this runs for every event. */
function newestFirst<Entry extends Living>(
  entries: readonly Entry[],
  timeOf: (entry: Entry) => string | null,
): Entry[] {
  return entries
    .map((entry) => ({ entry, timeMs: Date.parse(timeOf(entry) ?? '') || 0 }))
    .sort((a, b) => b.timeMs - a.timeMs || (a.entry.id < b.entry.id ? -1 : 1))
    .map(({ entry }) => entry);
}
