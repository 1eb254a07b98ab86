/** The rows that are ticked. A change makes a new one. */
export class RowSelection {
  readonly ids: ReadonlySet<string>;
  /** The row that was ticked or cleared last, from which a range goes; null: none. */
  readonly #anchor: string | null;

  constructor(ids: Iterable<string> = [], anchor: string | null = null) {
    this.ids = new Set(ids);
    this.#anchor = anchor;
  }

  /**
   * Ticks or clears a row; with `range` all from the one that was touched last to it, in the order of the rows, get what it gets.
   */
  set(id: string, ticked: boolean, range: boolean, order: readonly string[]): RowSelection {
    const ids = new Set(this.ids);
    const from = range && this.#anchor !== null ? order.indexOf(this.#anchor) : -1;
    const to = order.indexOf(id);
    const touched = from < 0 || to < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
    for (const each of touched) {
      if (ticked) ids.add(each);
      else ids.delete(each);
    }
    return new RowSelection(ids, id);
  }

  /** Only those that are among `present`; the same object where that is all. */
  among(present: ReadonlySet<string>): RowSelection {
    const kept = [...this.ids].filter((id) => present.has(id));
    return kept.length === this.ids.size ? this : new RowSelection(kept, this.#anchor);
  }
}
