import { texts } from '../texts.ts';
import { stripAnsi } from './strip-ansi.ts';

/** Lines kept in the page, whatever the size of the log. */
export const maximumLines = 5_000;
const maximumLineLength = 4_000;
/** Of text that waits, no more than this can end up among the last lines that are shown. */
const maximumPendingLength = 4_000_000;

/** The last lines of a log that arrives in pieces: cheap to append to, bounded in lines and in length. */
export class LogBuffer {
  #lines: string[] = [];
  #partial = '';
  #dropped = 0;
  #generation = 0;

  /** Changes when the log starts anew, so that what was shown of it is no longer part of it. */
  get generation(): number {
    return this.#generation;
  }

  /** Complete lines, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The line that has no end yet, as shown; empty when there is none. */
  get partial(): string {
    return shownLine(this.#partial);
  }

  /** How many lines came before `lines[0]` since the start: grows, so that a reader can tell what is new. */
  get dropped(): number {
    return this.#dropped;
  }

  append(text: string): void {
    const pending = this.#partial + text;
    const newest = pending.length > maximumPendingLength ? pending.slice(-maximumPendingLength) : pending;
    const pieces = newest.split('\n');
    this.#partial = (pieces.pop() ?? '').slice(-maximumPendingLength / 4);
    const skipped = Math.max(0, pieces.length - maximumLines);
    for (const piece of pieces.slice(skipped)) this.#lines.push(shownLine(piece));
    const surplus = Math.max(0, this.#lines.length - maximumLines);
    this.#lines.splice(0, surplus);
    this.#dropped += skipped + surplus;
  }

  clear(): void {
    this.#lines = [];
    this.#partial = '';
    this.#dropped = 0;
    this.#generation += 1;
  }
}

/** A progress bar rewrites its line after each carriage return: only its last state is shown. */
function shownLine(line: string): string {
  const written = line.replace(/\r+$/, '');
  const start = written.lastIndexOf('\r') + 1;
  const last = stripAnsi(written.slice(start, start + 4 * maximumLineLength));
  return last.length > maximumLineLength ? last.slice(0, maximumLineLength) + texts.log.cut : last;
}
