import { plainStyle } from './ansi-style.ts';
import { type LogLine, lastState, maximumRawLength, readLine, styleAfter } from './log-line.ts';

/** Lines kept in the page, whatever the size of the log. */
export const maximumLines = 5_000;
/** Of text that waits, no more than this can end up among the last lines that are shown. */
const maximumPendingLength = 4_000_000;

/** The last lines of a log that arrives in pieces: cheap to append to, bounded in lines and in length. */
export class LogBuffer {
  #lines: LogLine[] = [];
  #unfinished = '';
  #partial: LogLine | null = null;
  #style = plainStyle;
  #dropped = 0;
  #generation = 0;

  /** Changes when the log starts anew, so that what was shown of it is no longer part of it. */
  get generation(): number {
    return this.#generation;
  }

  /** Complete lines, oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The line that has no end yet, as shown; its text is empty when there is none. Another object when it changed. */
  get partial(): LogLine {
    this.#partial ??= readLine(this.#unfinished, this.#style).line;
    return this.#partial;
  }

  /** How many lines came before `lines[0]` since the start: grows, so that a reader can tell what is new. */
  get dropped(): number {
    return this.#dropped;
  }

  append(text: string): void {
    const pieces = this.#newest(this.#unfinished + text).split('\n');
    const unfinished = pieces.pop() ?? '';
    const skipped = Math.max(0, pieces.length - maximumLines);
    for (const piece of pieces.slice(0, skipped)) this.#style = styleAfter(piece, this.#style);
    for (const piece of pieces.slice(skipped)) this.#push(piece);
    this.#keepUnfinished(unfinished);
    const surplus = Math.max(0, this.#lines.length - maximumLines);
    this.#lines.splice(0, surplus);
    this.#dropped += skipped + surplus;
  }

  clear(): void {
    this.#lines = [];
    this.#unfinished = '';
    this.#partial = null;
    this.#style = plainStyle;
    this.#dropped = 0;
    this.#generation += 1;
  }

  #newest(pending: string): string {
    const surplus = pending.length - maximumPendingLength;
    if (surplus <= 0) return pending;
    this.#style = styleAfter(pending.slice(0, surplus), this.#style);
    return pending.slice(surplus);
  }

  #push(raw: string): void {
    const { line, style } = readLine(raw, this.#style);
    this.#lines.push(line);
    this.#style = style;
  }

  /** Only what can still be shown, or tells the style of what follows: a line may go on for ever. */
  #keepUnfinished(raw: string): void {
    const [start] = lastState(raw);
    this.#style = styleAfter(raw.slice(0, start), this.#style);
    const last = raw.slice(start);
    const isLong = last.length > 2 * maximumRawLength;
    this.#unfinished = isLong ? last.slice(0, maximumRawLength) + last.slice(-maximumRawLength) : last;
    this.#partial = null;
  }
}
