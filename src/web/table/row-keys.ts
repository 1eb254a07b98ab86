/** What a key means in the table of instances. */
export type RowKey =
  | { action: 'clear' }
  | { action: 'rename'; id: string }
  /** Puts the focus on another row's box; `ids`: those that are ticked with it. */
  | { action: 'move'; box: HTMLElement; ids: readonly string[] };

/** Reads a key that was pressed in the table, where rows are `tr[data-id]` with a box in `.tick`; null: it means nothing here. */
export function readRowKey({ key, shiftKey, target }: KeyboardEvent): RowKey | null {
  if (key === 'Escape') return { action: 'clear' };
  const row = (target as HTMLElement).closest<HTMLElement>('tbody tr');
  if (row === null) return null;
  if (key === 'F2') return { action: 'rename', id: String(row.dataset.id) };
  const isBox = (target as HTMLElement).matches('.tick input');
  if (!isBox || (key !== 'ArrowDown' && key !== 'ArrowUp')) return null;
  const next = (key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling) as HTMLElement | null;
  const box = next?.querySelector<HTMLElement>('.tick input');
  if (next === null || !box) return null;
  return { action: 'move', box, ids: shiftKey ? [row, next].map(({ dataset }) => String(dataset.id)) : [] };
}
