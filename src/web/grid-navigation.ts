/**
 * The card that an arrow key leads to from `current`, by where cards are on the screen; null: up and out of the first
 * row; undefined: the key does nothing here.
 */
export function nextCard<Card extends Element>(
  cards: readonly Card[],
  current: Card,
  key: string,
): Card | null | undefined {
  const index = cards.indexOf(current);
  if (key === 'Home') return cards[0];
  if (key === 'End') return cards.at(-1);
  if (key === 'ArrowRight') return cards[index + 1];
  if (key === 'ArrowLeft') return index > 0 ? cards[index - 1] : undefined;
  if (key === 'ArrowDown') return nearestInRow(cards.slice(index + 1), current);
  if (key === 'ArrowUp') return nearestInRow(cards.slice(0, index).reverse(), current) ?? null;
  return undefined;
}

/** Of `candidates`, nearest row first, the one in the next row that is closest sideways. */
function nearestInRow<Card extends Element>(candidates: readonly Card[], current: Card): Card | undefined {
  const from = current.getBoundingClientRect();
  const boxes = candidates.map((card) => ({ card, box: card.getBoundingClientRect() }));
  const rowTop = boxes.find(({ box }) => Math.abs(box.top - from.top) > 1)?.box.top;
  const row = boxes.filter(({ box }) => rowTop !== undefined && Math.abs(box.top - rowTop) <= 1);
  return row.sort((a, b) => Math.abs(a.box.left - from.left) - Math.abs(b.box.left - from.left))[0]?.card;
}
