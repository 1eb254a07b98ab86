import { withoutEscapes } from '../domain/failure-hints.ts';
import { withoutControls } from '../domain/plain-text.ts';

/** A line is cut here, so that one without end does not become the page. */
const longestLine = 1000;

/**
 * The lines of a log as a terminal would show them in the end: without colours, of a progress bar its last state, without
 * empty lines at the end.
 *
 * `readableLog(['\u001b[31mred\u001b[0m', '10 %\r20 %', ''])` -> `['red', '20 %']`
 */
export function readableLog(lines: string[]): string[] {
  const readable = lines.map(readableLine);
  while (readable.at(-1)?.trim() === '') readable.pop();
  return readable;
}

function readableLine(line: string): string {
  // The last text that was not overwritten: a "\r" at the very end overwrites nothing.
  const shown = withoutEscapes(line)
    .split('\r')
    .findLast((text) => text !== '');
  const text = withoutControls(shown ?? '');
  return text.length > longestLine ? `${text.slice(0, longestLine)} … (line cut)` : text;
}
