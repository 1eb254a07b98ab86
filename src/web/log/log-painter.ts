import type { LogBuffer } from './log-buffer.ts';

/** Lines per element: few elements, and dropping old lines repaints little. */
const blockLines = 250;

interface Block {
  element: HTMLElement;
  /** Number of its first line, counted from the start of the log as received. */
  first: number;
  lines: string[];
}

/** Paints a LogBuffer into an element: only what is new is added, only what fell out is taken away. */
export class LogPainter {
  readonly #container: HTMLElement;
  readonly #partial: HTMLElement;
  #blocks: Block[] = [];
  #painted = 0;
  #generation = 0;

  constructor(container: HTMLElement) {
    this.#container = container;
    this.#partial = document.createElement('div');
    container.replaceChildren(this.#partial);
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
    if (this.#partial.textContent !== buffer.partial) this.#partial.textContent = buffer.partial;
  }

  clear(): void {
    for (const block of this.#blocks) block.element.remove();
    this.#blocks = [];
    this.#painted = 0;
    this.#partial.textContent = '';
  }

  #dropBefore(first: number): void {
    while (this.#blocks[0] !== undefined && this.#blocks[0].first + this.#blocks[0].lines.length <= first) {
      this.#blocks.shift()?.element.remove();
    }
    const oldest = this.#blocks[0];
    if (oldest === undefined || oldest.first >= first) return;
    oldest.lines.splice(0, first - oldest.first);
    oldest.first = first;
    oldest.element.textContent = joined(oldest.lines);
  }

  #append(lines: readonly string[]): void {
    for (let start = 0; start < lines.length; ) {
      const block = this.#openBlock();
      const part = lines.slice(start, start + blockLines - block.lines.length);
      block.lines.push(...part);
      block.element.append(joined(part));
      start += part.length;
      this.#painted += part.length;
    }
  }

  #openBlock(): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.lines.length < blockLines) return last;
    const block = { element: document.createElement('div'), first: this.#painted, lines: [] };
    block.element.className = 'block';
    this.#container.insertBefore(block.element, this.#partial);
    this.#blocks.push(block);
    return block;
  }
}

function joined(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
