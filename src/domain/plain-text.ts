/**
 * Text of others (names, messages, paths) for a terminal: what would move its cursor, colour it, make links or turn the order
 * of letters around is shown as an escape. Line ends and tabs stay.
 *
 * `terminalText('a\u001b[31mb\n')` -> `'a\\u001b[31mb\n'`
 */
export function terminalText(text: string): string {
  return text.replace(
    /(?![\n\t])[\u0000-\u001f\u007f-\u009f]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Text without control characters (tabs stay) and without those that turn the order of letters around (Unicode's embeddings,
 * overrides and isolates), which make a line read as something else than it says. Letters that run from right to left do so
 * without them.
 */
export function withoutControls(text: string): string {
  return text.replace(/(?!\t)[\u0000-\u001f\u007f-\u009f]|[\u2028-\u202e\u2066-\u2069]/g, '');
}

/** As `terminalText`, for a name that has to stay on one line: `"a\nb"` -> `"a\\nb"`. */
export function lineText(text: string): string {
  return terminalText(text).replace(/[\n\t]/g, (character) => (character === '\n' ? '\\n' : '\\t'));
}
