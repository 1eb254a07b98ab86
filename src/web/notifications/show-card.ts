/** Brings the card of an instance or server into view and focuses it; false where it is folded away or gone. */
export function showCard(root: ParentNode, id: string): boolean {
  const card = findCard(root, id);
  if (card === null) return false;
  card.tabIndex = -1;
  card.addEventListener('blur', () => card.removeAttribute('tabindex'), { once: true });
  card.scrollIntoView({ block: 'center' });
  card.focus({ preventScroll: true });
  return true;
}

/** Cards lie below several components, each with a tree of its own. */
function findCard(root: ParentNode, id: string): HTMLElement | null {
  const card = root.querySelector<HTMLElement>(`[data-id=${CSS.escape(id)}]`);
  if (card !== null) return card;
  for (const element of root.querySelectorAll('*')) {
    const below = element.shadowRoot === null ? null : findCard(element.shadowRoot, id);
    if (below !== null) return below;
  }
  return null;
}
