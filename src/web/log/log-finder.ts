import { columnsInView } from './columns-in-view.ts';
import { markHits, unmarkHits } from './hit-marks.ts';
import type { LogPainter } from './log-painter.ts';
import { type Hit, LogSearch } from './log-search.ts';
import { scrollToRange } from './scroll-to-range.ts';
import { type TextPart, textRanges } from './text-ranges.ts';

/** Marks are drawn so many lines around the middle of what is seen: the view has at most half of them on either side. */
const markedLines = 100;
/**
 * Drawing a mark takes the longer the longer its line is: a thousand in lines of 4,000 characters would stop the page for 100 ms. In
 * characters, of which a mark in a short line costs so many all the same.
 */
const markingEffort = 800_000;
const leastEffort = 800;

/** Hits of one line, in characters of it. */
interface LineHits {
  line: number;
  parts: TextPart[];
}

/** What the finder tells. */
export interface FinderEvents {
  /** Numbers changed, by work that went on or by new lines. */
  onProgress: () => void;
  /** A search ended, or another hit was gone to. */
  onFound: () => void;
  /** The view was moved to a hit. */
  onMoved: () => void;
}

/** Finds text in a painted log: goes from hit to hit, and marks those in sight. */
export class LogFinder {
  readonly #painter: LogPainter;
  readonly #scroller: HTMLElement;
  readonly #events: FinderEvents;
  readonly #search: LogSearch;
  #query = '';
  #current: Hit | null = null;
  /** From where a new search looks for its first hit, until it is complete. */
  #from: Hit | null = null;
  #generation = 0;
  #frame = 0;

  constructor(painter: LogPainter, scroller: HTMLElement, events: FinderEvents) {
    this.#painter = painter;
    this.#scroller = scroller;
    this.#events = events;
    this.#search = new LogSearch(painter, () => this.#onProgress());
  }

  get total(): number {
    return this.#search.total;
  }

  get isComplete(): boolean {
    return this.#search.isComplete;
  }

  /** Which of them is the one that was gone to: 1 is the first. Null when there is none, or it fell out of the log. */
  get place(): number | null {
    return this.#current === null ? null : this.#search.placeOf(this.#current);
  }

  /** Searches, and goes to the hit next to what is seen; "" takes the marks away. */
  find(query: string): void {
    this.#query = query;
    this.#from = query === '' ? null : (this.#current ?? { line: this.#lineInView(0), index: 0 });
    this.#current = null;
    this.#search.start(query);
    if (query === '') this.#unmark();
  }

  /** Goes to the next hit, or to the one before; after the last comes the first. */
  step(direction: 1 | -1): void {
    this.#from = null;
    const from = this.#current ?? { line: this.#lineInView(direction === 1 ? 0 : 1), index: direction === 1 ? -1 : 0 };
    this.#goTo(direction === 1 ? this.#search.after(from) : this.#search.before(from));
  }

  /** Looks at what was painted since. */
  refresh(): void {
    if (this.#generation !== this.#painter.generation) this.#current = null;
    this.#generation = this.#painter.generation;
    if (this.#query !== '') this.#search.update();
  }

  /** Marks what came into sight, with the next frame. */
  markSoon(): void {
    if (this.#query === '' || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#mark();
    });
  }

  close(): void {
    this.#search.close();
    this.#unmark();
  }

  /** Also those that were to come with the next frame. */
  #unmark(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    unmarkHits();
  }

  #onProgress(): void {
    this.markSoon();
    this.#events.onProgress();
    if (this.#from === null || !this.isComplete) return;
    const { line, index } = this.#from;
    // What is looked for before the log has arrived is gone to once it is there.
    if (!this.#isEmpty()) this.#from = null;
    this.#goTo(this.#nearest({ line, index: index - 1 }));
  }

  #isEmpty(): boolean {
    const { first, end } = this.#painter;
    return first === end && this.#painter.textOf(end) === '';
  }

  /** The next one; what comes after the last line is no farther than the top, so there it is the one before. */
  #nearest(from: Hit): Hit | null {
    const next = this.#search.after(from);
    return next !== null && next.line < from.line ? this.#search.before(from) : next;
  }

  #goTo(hit: Hit | null): void {
    this.#current = hit;
    const range = this.#rangeOf(hit);
    if (range !== null) scrollToRange(this.#scroller, range, this.#events.onMoved);
    this.markSoon();
    this.#events.onFound();
  }

  #mark(): void {
    markHits(this.#rangesOf(this.#hitsInView()), this.#rangeOf(this.#current));
  }

  /** Where there are too many to be marked, those near the middle of the view are. */
  #hitsInView(): LineHits[] {
    const { from, to } = columnsInView(this.#scroller);
    const found: LineHits[] = [];
    let effort = markingEffort;
    for (const line of this.#linesInView()) {
      const each = Math.max(leastEffort, this.#painter.textOf(line).length);
      const inSight = this.#search.rangesIn(line).filter(({ start, end }) => end > from && start < to);
      const parts = inSight.slice(0, Math.ceil(effort / each));
      if (parts.length > 0) found.push({ line, parts });
      effort -= parts.length * each;
      if (effort <= 0) break;
    }
    return found;
  }

  /** Nearest to the middle first: where there are too many hits, those at the edges are left out. */
  #linesInView(): number[] {
    const middle = this.#lineInView(0.5);
    const lines = [middle];
    for (let distance = 1; distance <= markedLines; distance += 1) lines.push(middle - distance, middle + distance);
    return lines;
  }

  /** The line at a part of the height of what is seen: 0 is the top, 1 the bottom. */
  #lineInView(part: number): number {
    const { top, height } = this.#scroller.getBoundingClientRect();
    return this.#painter.lineNear(top + part * height);
  }

  #rangeOf(hit: Hit | null): StaticRange | null {
    const part = hit === null ? undefined : this.#search.rangesIn(hit.line)[hit.index];
    return hit === null || part === undefined ? null : (this.#rangesOf([{ line: hit.line, parts: [part] }])[0] ?? null);
  }

  #rangesOf(hits: readonly LineHits[]): StaticRange[] {
    const byElement = new Map<HTMLElement, TextPart[]>();
    for (const { line, parts } of hits) {
      const place = this.#painter.placeOf(line);
      if (place === null) continue;
      const known = byElement.get(place.element) ?? [];
      for (const { start, end } of parts) known.push({ start: place.offset + start, end: place.offset + end });
      byElement.set(place.element, known);
    }
    return [...byElement].flatMap(([element, found]) =>
      textRanges(
        element,
        found.sort((a, b) => a.start - b.start),
      ),
    );
  }
}
