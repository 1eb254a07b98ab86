/**
 * Marks text that was found, and the one hit that was gone to, by the browser's own highlights (styles/log-text.ts has their
 * look): they cost no elements. Browsers without them show no marks.
 */
export function markHits(hits: readonly StaticRange[], current: StaticRange | null): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.set('log-hits', new Highlight(...hits));
  const one = new Highlight(...(current === null ? [] : [current]));
  one.priority = 1;
  CSS.highlights.set('log-hit', one);
}

/** Takes all marks away. */
export function unmarkHits(): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete('log-hits');
  CSS.highlights.delete('log-hit');
}
