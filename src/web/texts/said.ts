/** From Unicode's bidirectional algorithm (UAX 9): what stands between these two is set in the direction of its own first letter. */
const isolate = '\u2068';
const endOfIsolate = '\u2069';

/** Letters that run from right to left (Hebrew to Arabic Extended, their older forms and other planes), and marks of direction. */
const turning =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A sentence with names in it, of which none turns the words around it: said`${name} is ready`. A name without letters that run from
 * right to left, and without marks of direction, stands in it as it is.
 */
export function said(words: TemplateStringsArray, ...names: readonly (string | number)[]): string {
  return words.map((word, index) => word + (index < names.length ? isolated(String(names[index])) : '')).join('');
}

/** A name, set apart from the words around it where its own direction may be another. */
export function isolated(name: string): string {
  return turning.test(name) ? `${isolate}${balanced(name)}${endOfIsolate}` : name;
}

/** Without embeddings and overrides; isolates end where they should, as those of a sentence within a sentence. */
function balanced(text: string): string {
  let depth = 0;
  const kept = text.replace(/[\u202a-\u202e\u2066-\u2069]/g, (mark) => {
    if (mark < '\u2066' || (mark === endOfIsolate && depth === 0)) return '';
    depth += mark === endOfIsolate ? -1 : 1;
    return mark;
  });
  return kept + endOfIsolate.repeat(depth);
}
