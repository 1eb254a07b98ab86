/**
 * Scrolls until the range is in sight, in the middle where it was not; `onScrolled` is called after each step. There may be a
 * few: of text out of sight the browser knows the height only roughly.
 */
export function scrollToRange(scroller: HTMLElement, range: StaticRange, onScrolled: () => void, steps = 4): void {
  const live = document.createRange();
  // A log that goes on may have taken the text away meanwhile.
  if (!range.startContainer.isConnected || !range.endContainer.isConnected) return;
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  const text = live.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  const isInSight =
    text.top >= view.top + margin &&
    text.bottom <= view.bottom - margin &&
    text.left >= view.left + margin &&
    text.right <= view.right - margin;
  if (!isInSight) {
    scroller.scrollTop += middle(text.top, text.bottom) - middle(view.top, view.bottom);
    // The beginning of the lines stays in sight where it can.
    const fromStart = text.right - view.left + scroller.scrollLeft;
    scroller.scrollLeft = fromStart < view.width - margin ? 0 : fromStart - view.width / 2;
  }
  onScrolled();
  if (!isInSight && steps > 1) requestAnimationFrame(() => scrollToRange(scroller, range, onScrolled, steps - 1));
}

/** Room for scroll bars and for a line, in pixels. */
const margin = 20;

function middle(start: number, end: number): number {
  return (start + end) / 2;
}
