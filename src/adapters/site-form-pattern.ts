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
  return isNested(pattern) ? 'The pattern repeats a group that holds a repetition or alternatives.' : null;
}

/** "(a+)*", "(a?)*" and "(a|b)+" are, "(ab)+c*" and "[a+]*" are not. */
function isNested(pattern: string): boolean {
  /** For each open group whether it holds a repetition or alternatives. */
  const groups: boolean[] = [false];
  const units = pattern.match(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<\w+>)|[*+?]|\{\d+(?:,\d*)?\}|[\s\S]/gu) ?? [];
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

/** "?" repeats nothing by itself, but does within a repeated group. */
function isRepetition(unit: string): boolean {
  return unit === '*' || unit === '+' || /^\{/.test(unit);
}
