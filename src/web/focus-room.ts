import { focusedElement } from './focused-element.ts';

/** An edge of the window at which something lies over the page. */
export type Edge = 'top' | 'bottom';

/**
 * Keeps what gets the focus from being covered by something that lies over the page at an edge of the window, as long as that does:
 * the browser scrolls further then, and what has the focus already is brought out at once. Returns the function that ends it.
 */
export function keepFocusClear(edge: Edge, cover: HTMLElement): () => void {
  const watch = new ResizeObserver(() => setRoom(edge, cover));
  watch.observe(cover);
  return () => {
    watch.disconnect();
    document.documentElement.style.removeProperty(`scroll-padding-${edge}`);
  };
}

/** Room for a focus ring, and for what lies over the page not to touch what has it. */
const gap = 8;

function setRoom(edge: Edge, cover: HTMLElement): void {
  const { height, top } = cover.getBoundingClientRect();
  const room = height === 0 ? 0 : (edge === 'top' ? height : innerHeight - top) + gap;
  const { style } = document.documentElement;
  if (room === 0) style.removeProperty(`scroll-padding-${edge}`);
  else style.setProperty(`scroll-padding-${edge}`, `${Math.ceil(room)}px`);
  const focused = focusedElement();
  // A dialog lies over all of it.
  if (room === 0 || focused === null || isInDialog(focused)) return;
  const box = focused.getBoundingClientRect();
  const isCovered = edge === 'top' ? box.bottom <= room : box.top >= innerHeight - room && box.top < innerHeight;
  if (isCovered) focused.scrollIntoView({ block: 'nearest' });
}

function isInDialog(element: Element): boolean {
  for (let each: Element | null = element; each !== null; each = parentOf(each))
    if (each.localName === 'dialog') return true;
  return false;
}

function parentOf(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
