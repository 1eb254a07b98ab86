/** The narrowest and the widest that a character of a log may be, in pixels: those of Asia take two places, a tab up to eight. */
const narrowest = 6;
const widest = 58;

/** Which characters of each line may be in sight: all of them where lines are wrapped. */
export function columnsInView(scroller: HTMLElement): { from: number; to: number } {
  if (getComputedStyle(scroller).whiteSpace !== 'pre') return { from: 0, to: Number.POSITIVE_INFINITY };
  const { scrollLeft, clientWidth } = scroller;
  return { from: Math.floor(scrollLeft / widest), to: Math.ceil((scrollLeft + clientWidth) / narrowest) };
}
