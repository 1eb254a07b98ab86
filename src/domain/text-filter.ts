/** Changes a text that comes in pieces; how it is cut into pieces makes no difference. */
export interface TextFilter {
  /** The next piece. Gives what of the changed text is certain by now. */
  push(piece: string): string;
  /** The rest of the changed text. To be called once, at the end. */
  end(): string;
}

/** What is looked for, and what is written in its place. */
export interface Replacement {
  /** With the flag "g". It looks at most `contextLength` characters back (`(?<=…)`, `^`). */
  pattern: RegExp;
  /** No match is longer than this, with what the pattern looks at behind it (`(?=…)`). */
  longest: number;
  replace(match: RegExpExecArray): string;
}

/** So far a pattern may look back. */
export const contextLength = 64;

/** A filter that replaces every match. It holds back no more than the longest match. */
export function replacingFilter({ pattern, longest, replace }: Replacement): TextFilter {
  /** What is not decided yet, behind what a pattern may look back at. */
  let held = '';
  let start = 0;

  /** A match that begins before `limit` is whole: as many characters as it may have are there. */
  const decide = (limit: number): string => {
    let decided = '';
    let at = start;
    pattern.lastIndex = start;
    for (let match = pattern.exec(held); match !== null && match.index < limit; match = pattern.exec(held)) {
      decided += held.slice(at, match.index) + replace(match);
      at = pattern.lastIndex;
    }
    const end = Math.max(at, limit);
    decided += held.slice(at, end);
    const kept = Math.max(0, end - contextLength);
    held = held.slice(kept);
    start = end - kept;
    return decided;
  };

  return {
    push(piece) {
      held += piece;
      const limit = held.length - longest;
      return limit > start ? decide(limit) : '';
    },
    end: () => decide(held.length),
  };
}

/** Filters one behind the other. */
export function filterChain(filters: readonly TextFilter[]): TextFilter {
  return {
    push: (piece) => filters.reduce((text, filter) => filter.push(text), piece),
    end: () => filters.reduce((text, filter) => filter.push(text) + filter.end(), ''),
  };
}
