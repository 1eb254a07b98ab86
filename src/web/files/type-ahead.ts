import { fold } from '../text-folding.ts';

/** Letters that follow each other this quickly make one word, in ms. */
const pauseMs = 800;

let typed = '';
let lastMs = 0;

/**
 * The index of the next name that begins with the letters typed lately, `current` where there is none. The same letter again, and
 * one with which no name goes on, begin a new word. `nowMs` is any clock.
 */
export function jumpTo(entries: readonly { name: string }[], current: number, key: string, nowMs: number): number {
  const goesOn = nowMs - lastMs <= pauseMs && typed !== fold(key);
  lastMs = nowMs;
  if (goesOn) {
    typed += fold(key);
    const index = find(entries, current);
    if (index !== null) return index;
  }
  typed = fold(key);
  return find(entries, current + 1) ?? current;
}

/** From `start` on, and round; null where no name begins so. */
function find(entries: readonly { name: string }[], start: number): number | null {
  for (let step = 0; step < entries.length; step += 1) {
    const index = (start + step) % entries.length;
    if (fold(entries[index]?.name ?? '').startsWith(typed)) return index;
  }
  return null;
}
