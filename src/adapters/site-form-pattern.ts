/**
 * Why a pattern of a form field cannot be used, in a sentence, or null. A repetition within a repeated group is refused:
 * matching such a pattern can take longer than anybody waits.
 */
export function patternProblem(pattern: string): string | null {
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(': ').at(-1) : '';
    return `The pattern is no regular expression: ${reason}.`;
  }
  if (isNested(pattern)) return 'The pattern repeats a group that holds a repetition or alternatives.';
  return waysToMatch(pattern) > mostWays ? 'The pattern has too many repetitions and alternatives.' : null;
}

/** What the longest texts that are held against a pattern (form-value.ts) may take: a fraction of a second. */
const mostWays = 20_000_000;
const longestText = 256;

/**
 * In how many ways a text could be shared out among the repetitions and alternatives; a text that fits in none may be tried
 * in each. Of all repetitions one has no choice: it gets what the others leave.
 */
function waysToMatch(pattern: string): number {
  const units = unitsOf(pattern);
  const ways = units.map((unit, index) => {
    const [, least = '', comma, most = ''] = /^\{(\d+)(,?)(\d*)\}$/.exec(unit) ?? [];
    if (unit === '*' || unit === '+' || (comma === ',' && most === '')) return longestText;
    if (comma === ',') return Math.min(Number(most) - Number(least) + 1, longestText);
    // After a repetition it only says that less is better.
    if (unit === '?') return isRepetition(units[index - 1] ?? '') ? 1 : 2;
    return unit === '|' ? 2 : 1;
  });
  return ways.reduce((product, count) => product * count, 1) / Math.max(1, ...ways);
}

/** "(a+)*", "(a?)*" and "(a|b)+" are, "(ab)+c*" and "[a+]*" are not. */
function isNested(pattern: string): boolean {
  /** For each open group whether it holds a repetition or alternatives. */
  const groups: boolean[] = [false];
  const units = unitsOf(pattern);
  for (const [index, unit] of units.entries()) {
    const next = units[index + 1] ?? '';
    if (unit.startsWith('(')) groups.push(false);
    else if (unit === ')') {
      const holds = groups.pop() ?? false;
      if (holds && isRepetition(next)) return true;
      groups.push((groups.pop() ?? false) || holds);
    } else if (unit === '|' || unit === '?' || isRepetition(unit)) {
      groups.pop();
      groups.push(true);
    }
  }
  return false;
}

/** "a[bc]{2,}\\d" -> ["a", "[bc]", "{2,}", "\\d"] */
function unitsOf(pattern: string): string[] {
  return pattern.match(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<\w+>)|[*+?]|\{\d+(?:,\d*)?\}|[\s\S]/gu) ?? [];
}

/** "?" repeats nothing by itself, but does within a repeated group. */
function isRepetition(unit: string): boolean {
  return unit === '*' || unit === '+' || /^\{/.test(unit);
}
