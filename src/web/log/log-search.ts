/** The lines that are searched, by their numbers: a line keeps its number while it is there. */
export interface SearchedLines {
  /** Another one means that all lines are others. */
  readonly generation: number;
  readonly first: number;
  /** Number of the line after the last complete one. It has text while it has no end yet. */
  readonly end: number;
  textOf(line: number): string;
}

/** One place where the text was found. */
export interface Hit {
  line: number;
  /** 0 is the line's first. */
  index: number;
}

/**
 * A search works at a time until it has gone through so many characters, or for so many milliseconds, whichever is over first; then
 * the page has its turn.
 */
const sliceLength = 250_000;
const sliceMs = 8;
/** Between two looks at the clock, in characters. */
const lookLength = 10_000;
/** What a line costs beside its characters. */
const lineCost = 50;

/**
 * Finds plain text, whatever its case, in lines that come and go. Of each line only the number of hits is kept: where they are
 * is asked for the few that are shown.
 */
export class LogSearch {
  readonly #lines: SearchedLines;
  readonly #onProgress: () => void;
  #pattern: RegExp | null = null;
  /** Hits in the complete lines from number `#first` on, as far as they were searched. */
  #counts: number[] = [];
  #first = 0;
  #generation = 0;
  #sum = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onProgress` is called when a part of the work was done. */
  constructor(lines: SearchedLines, onProgress: () => void) {
    this.#lines = lines;
    this.#onProgress = onProgress;
  }

  /** How many there are as far as was searched. */
  get total(): number {
    return this.#sum + this.rangesIn(this.#lines.end).length;
  }

  /** Whether all lines were searched. */
  get isComplete(): boolean {
    return this.#searched >= this.#lines.end;
  }

  /** Searches for another text; "" ends the search. */
  start(query: string): void {
    this.#pattern = query === '' ? null : new RegExp(query.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
    this.#startAgain();
    this.update();
  }

  /** Takes over what came and what went since the last time. */
  update(): void {
    if (this.#pattern === null) return;
    if (this.#generation !== this.#lines.generation) this.#startAgain();
    this.#forgetBefore(this.#lines.first);
    if (this.#timer === undefined) this.#work();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pattern = null;
  }

  /** From where to where the hits of a line go, in characters. */
  rangesIn(line: number): { start: number; end: number }[] {
    if (this.#pattern === null) return [];
    return Array.from(this.#lines.textOf(line).matchAll(this.#pattern), ({ 0: { length }, index }) => ({
      start: index,
      end: index + length,
    }));
  }

  /** 1 for the first of all; null when it is not there any more. */
  placeOf({ line, index }: Hit): number | null {
    if (line < this.#first || index >= this.#countOf(line)) return null;
    return this.#counts.slice(0, line - this.#first).reduce((sum, count) => sum + count, 0) + index + 1;
  }

  /** The first hit after this place, else the first of all; null when there is none. */
  after({ line, index }: Hit): Hit | null {
    if (index + 1 < this.#countOf(line)) return { line, index: index + 1 };
    const next = this.#nextLine(Math.max(line + 1, this.#first)) ?? this.#nextLine(this.#first);
    return next === null ? null : { line: next, index: 0 };
  }

  /** The last hit before this place, else the last of all; null when there is none. */
  before({ line, index }: Hit): Hit | null {
    if (index > 0 && this.#countOf(line) >= index) return { line, index: index - 1 };
    const previous = this.#previousLine(Math.min(line - 1, this.#searched)) ?? this.#previousLine(this.#searched);
    return previous === null ? null : { line: previous, index: this.#countOf(previous) - 1 };
  }

  get #searched(): number {
    return this.#first + this.#counts.length;
  }

  #countOf(line: number): number {
    return this.#counts[line - this.#first] ?? (line === this.#lines.end ? this.rangesIn(line).length : 0);
  }

  #nextLine(from: number): number | null {
    for (let line = from; line <= this.#searched; line += 1) if (this.#countOf(line) > 0) return line;
    return null;
  }

  #previousLine(from: number): number | null {
    for (let line = from; line >= this.#first; line -= 1) if (this.#countOf(line) > 0) return line;
    return null;
  }

  #startAgain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#counts = [];
    this.#sum = 0;
    this.#first = this.#lines.first;
    this.#generation = this.#lines.generation;
  }

  #forgetBefore(first: number): void {
    const gone = this.#counts.splice(0, Math.max(0, first - this.#first));
    for (const count of gone) this.#sum -= count;
    this.#first = Math.max(first, this.#first);
  }

  #work(): void {
    this.#timer = undefined;
    const untilMs = performance.now() + sliceMs;
    let look = lookLength;
    for (let length = 0; length < sliceLength && !this.isComplete; ) {
      length += this.#countNext() + lineCost;
      if (length < look) continue;
      if (performance.now() >= untilMs) break;
      look = length + lookLength;
    }
    if (!this.isComplete) this.#timer = setTimeout(() => this.#work());
    this.#onProgress();
  }

  /** Answers the length of the line. */
  #countNext(): number {
    const text = this.#lines.textOf(this.#searched);
    const count = this.#pattern === null ? 0 : (text.match(this.#pattern)?.length ?? 0);
    this.#counts.push(count);
    this.#sum += count;
    return text.length;
  }
}
