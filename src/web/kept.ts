/**
 * What is the same as before stays the same object, so that nothing that shows it is drawn again: a snapshot mostly says
 * what is known, after a lost connection as after the state that came with the page.
 */
export function kept<Value>(before: Value, now: Value): Value {
  return before === now || isSame(before, now) ? before : now;
}

/** As `kept`, for a list, and each of its members by its id. */
export function keptList<Entry extends { id: string }>(
  before: readonly Entry[],
  now: readonly Entry[],
): readonly Entry[] {
  const former = new Map(before.map((entry) => [entry.id, entry]));
  const entries = now.map((entry) => kept(former.get(entry.id) ?? entry, entry));
  const isUnchanged = entries.length === before.length && entries.every((entry, index) => entry === before[index]);
  return isUnchanged ? before : entries;
}

/** As `keptList`, for a map by ids that was sent as a list. */
export function keptMap<Entry extends { id: string }>(
  before: ReadonlyMap<string, Entry>,
  now: readonly Entry[],
): ReadonlyMap<string, Entry> {
  const former = [...before.values()];
  const entries = keptList(former, now);
  return entries === former ? before : new Map(entries.map((entry) => [entry.id, entry]));
}

// Both came as JSON, from the same code: what is the same has its fields in the same order.
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
