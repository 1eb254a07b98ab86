import { lineNodes } from './line-nodes.ts';
import type { LogBuffer } from './log-buffer.ts';
import type { LogLine } from './log-line.ts';

/** Lines per element: few elements, and dropping old lines repaints little. */
const blockLines = 250;
/** Of long lines fewer, as an element is laid out and painted as a whole: a megabyte of text would stop the page for 100 ms. */
const blockLength = 40_000;
/** In pixels, where lines are not wrapped: see styles/log-viewer.ts. */
const lineHeight = 17;

interface Block {
  element: HTMLElement;
  /** Number of its first line, counted from the start of the log as received. */
  first: number;
  lines: LogLine[];
  /** Characters of its lines. */
  length: number;
}

/** Where a painted line is: `offset` characters into the text of `element`. */
export interface LinePlace {
  element: HTMLElement;
  offset: number;
}

/** Paints a LogBuffer into an element: only what is new is added, only what fell out is taken away. */
export class LogPainter {
  readonly #container: HTMLElement;
  readonly #partial: HTMLElement;
  #partialLine: LogLine | null = null;
  #blocks: Block[] = [];
  #painted = 0;
  #generation = 0;

  constructor(container: HTMLElement) {
    this.#container = container;
    this.#partial = document.createElement('div');
    container.replaceChildren(this.#partial);
  }

  /** That of the buffer when it was painted: line numbers of another one mean other lines. */
  get generation(): number {
    return this.#generation;
  }

  /** Number of the first line that is painted, counted from the start of the log as received. */
  get first(): number {
    return this.#blocks[0]?.first ?? this.#painted;
  }

  /** Number of the line that has no end yet: one more than that of the last complete line. */
  get end(): number {
    return this.#painted;
  }

  /** The text of a painted line, complete or not; "" where there is none. */
  textOf(line: number): string {
    if (line === this.#painted) return this.#partialLine?.text ?? '';
    const block = this.#blockOf(line);
    return block?.lines[line - block.first]?.text ?? '';
  }

  placeOf(line: number): LinePlace | null {
    if (line === this.#painted) return { element: this.#partial, offset: 0 };
    const block = this.#blockOf(line);
    if (block === undefined) return null;
    const before = block.lines.slice(0, line - block.first);
    return { element: block.element, offset: before.reduce((sum, { text }) => sum + text.length + 1, 0) };
  }

  /** The line near this height, in pixels below the top of the window. Where lines are wrapped it is an estimate. */
  lineNear(y: number): number {
    for (const { element, first, lines } of this.#blocks) {
      const { top, bottom, height } = element.getBoundingClientRect();
      if (y < bottom) return first + Math.max(0, Math.floor(((y - top) / height) * lines.length));
    }
    return this.#painted;
  }

  /** How many lines of `buffer` are not painted yet. */
  behind(buffer: LogBuffer): number {
    const painted = buffer.generation === this.#generation ? this.#painted : 0;
    return buffer.dropped + buffer.lines.length - Math.max(painted, buffer.dropped);
  }

  paint(buffer: LogBuffer): void {
    if (buffer.generation !== this.#generation) this.clear();
    this.#generation = buffer.generation;
    this.#dropBefore(buffer.dropped);
    this.#painted = Math.max(this.#painted, buffer.dropped);
    this.#append(buffer.lines.slice(this.#painted - buffer.dropped));
    if (this.#partialLine !== buffer.partial) this.#partial.replaceChildren(lineNodes([buffer.partial], ''));
    this.#partialLine = buffer.partial;
  }

  clear(): void {
    for (const block of this.#blocks) block.element.remove();
    this.#blocks = [];
    this.#painted = 0;
    this.#partialLine = null;
    this.#partial.replaceChildren();
  }

  #dropBefore(first: number): void {
    while (this.#blocks[0] !== undefined && this.#blocks[0].first + this.#blocks[0].lines.length <= first) {
      this.#blocks.shift()?.element.remove();
    }
    const oldest = this.#blocks[0];
    if (oldest === undefined || oldest.first >= first) return;
    oldest.lines.splice(0, first - oldest.first);
    oldest.first = first;
    oldest.length = lengthOf(oldest.lines);
    oldest.element.replaceChildren(lineNodes(oldest.lines));
    showHeight(oldest);
  }

  #append(lines: readonly LogLine[]): void {
    for (let start = 0; start < lines.length; ) {
      const block = this.#openBlock();
      const part = lines.slice(start, start + room(block, lines, start));
      block.lines.push(...part);
      block.length += lengthOf(part);
      block.element.append(lineNodes(part));
      showHeight(block);
      start += part.length;
      this.#painted += part.length;
    }
  }

  #openBlock(): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.lines.length < blockLines && last.length < blockLength) return last;
    const block = { element: document.createElement('div'), first: this.#painted, lines: [], length: 0 };
    block.element.className = 'block';
    this.#container.insertBefore(block.element, this.#partial);
    this.#blocks.push(block);
    return block;
  }

  #blockOf(line: number): Block | undefined {
    return this.#blocks.find(({ first, lines }) => line >= first && line < first + lines.length);
  }
}

/** How many of the lines from `start` on fit into a block that is not full: one at least. */
function room(block: Block, lines: readonly LogLine[], start: number): number {
  let { length } = block;
  let count = 0;
  while (count < blockLines - block.lines.length && start + count < lines.length && length < blockLength) {
    length += lines[start + count]?.text.length ?? 0;
    count += 1;
  }
  return count;
}

function lengthOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0);
}

/** What the block counts as while it is out of sight, and not laid out. */
function showHeight({ element, lines }: Block): void {
  element.style.setProperty('contain-intrinsic-height', `auto ${lines.length * lineHeight}px`);
}
