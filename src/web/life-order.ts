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
    running: shown.filter((entry) => !hasEnded(entry)).sort(newestFirst((entry) => entry.created_at)),
    ended: shown.filter(hasEnded).sort(newestFirst((entry) => entry.ended_at ?? entry.created_at)),
  };
}

function newestFirst<Entry extends Living>(timeOf: (entry: Entry) => string | null) {
  const timeMs = (entry: Entry) => Date.parse(timeOf(entry) ?? '') || 0;
  return (a: Entry, b: Entry) => timeMs(b) - timeMs(a) || a.id.localeCompare(b.id);
}
