/**
 * Turns a reason of js-yaml into a sentence for people who do not know YAML's grammar, with what usually mends it.
 * `offset` is where the parser gave up, which for a forgotten quote or bracket is later than the mistake.
 */
export function explainSyntaxError(
  reason: string,
  source: string,
  offset: number,
): { message: string; hint: string | null } {
  const line = lineAround(source, offset);
  if (reason.startsWith('tab characters') || /^ *\t/.test(line)) {
    return { message: 'A tab is used for indentation.', hint: 'YAML indents with spaces only: replace the tab.' };
  }
  for (const [pattern, explain] of explanations) {
    const match = pattern.exec(reason);
    if (match !== null) return explain(match, line);
  }
  return { message: `This is not valid YAML: ${reason}.`, hint: null };
}

type Explanation = (match: RegExpExecArray, line: string) => { message: string; hint: string | null };

const explanations: [RegExp, Explanation][] = [
  [
    /^duplicated mapping key/,
    () => ({
      message: 'This key is written twice.',
      hint: 'Remove one of the two; YAML does not say which one counts.',
    }),
  ],
  [
    /^unknown (?:scalar|sequence|mapping) tag !<(.*)>/,
    (match) => ({
      message: `The tag "${match[1]}" is not supported.`,
      hint: 'Remove the tag; only plain data is read.',
    }),
  ],
  [
    /^nesting exceeded/,
    () => ({ message: 'The file is nested too deeply.', hint: 'Files of this kind have at most a few levels.' }),
  ],
  [
    /^unexpected end of the stream within a (single|double) quoted/,
    (match) => ({ message: `A ${match[1]} quote is not closed.`, hint: 'Close it, or remove the first one.' }),
  ],
  [
    /^(unexpected end of the stream within a flow collection|deficient indentation)/,
    () => ({ message: 'A "[" or "{" is not closed.', hint: 'Close it with "]" or "}".' }),
  ],
  [
    /^null byte/,
    () => ({ message: 'The file holds a NUL byte.', hint: 'It seems to be no text file: save it as UTF-8 text.' }),
  ],
  [
    /^(the stream contains non-printable characters|the document contains invalid characters)/,
    () => ({
      message: 'The file holds a control character.',
      hint: 'Remove it, or write it as "\\x07" in double quotes.',
    }),
  ],
  [
    /^(bad indentation|end of the stream or a document separator)/,
    (_match, line) => ({
      message: 'This line does not fit the lines around it.',
      hint: /: [^"'#]*: |: [@`%]/.test(line)
        ? 'Put the value in quotes.'
        : 'Entries of one mapping start in the same column; a text with ": " or " #" needs quotes.',
    }),
  ],
];

function lineAround(source: string, offset: number): string {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const end = source.indexOf('\n', offset);
  return source.slice(start, end < 0 ? undefined : end);
}
