import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { FileEntry, FileList } from '../../domain/file-list.ts';
import { lineText } from '../../domain/plain-text.ts';
import { jumpTo } from '../files/type-ahead.ts';
import { formatBytes, formatMoment } from '../format.ts';
import { icon } from '../icons.ts';
import { serverClock } from '../server-clock.ts';
import { sharedStyles } from '../styles/shared.ts';
import { fileDialogTexts as words } from '../texts/file-dialog.ts';

/**
 * What stands in a directory. Arrow keys and letters move, Enter goes into a directory or takes a file, Backspace goes up; so do
 * clicks. Emits "enter" with a directory, "take" with a file, "mark" with the entry that is marked, and "up".
 */
export class TmFileList extends LitElement {
  static override properties = {
    list: { attribute: false },
    kind: {},
    showHidden: { type: Boolean },
    startAt: { attribute: false },
    marked: { state: true },
  };
  declare list: FileList;
  /** `directory`: files are shown, and cannot be chosen. */
  declare kind: FileEntry['kind'];
  declare showHidden: boolean;
  /** Name of the entry that is marked first; null: the first one. */
  declare startAt: string | null;
  declare marked: number;
  #shown: readonly FileEntry[] = [];

  static override styles = [
    sharedStyles,
    css`
      [role='listbox'] {
        min-height: 100%;
        padding: 3px;
        outline-offset: -2px;
      }
      [role='option'] {
        display: grid;
        grid-template-columns: auto 1fr auto minmax(0, 13em);
        align-items: center;
        gap: 8px;
        min-height: 28px;
        padding: 2px 8px;
        border-radius: 3px;
        cursor: pointer;
        content-visibility: auto;
        contain-intrinsic-size: auto 28px;
      }
      [role='option']:hover {
        background: var(--jp-layout-color2);
      }
      [role='listbox']:focus-visible [aria-selected='true'],
      .file[aria-selected='true'] {
        background: var(--tm-busy-tint);
        box-shadow: inset 0 0 0 1px var(--tm-focus);
      }
      [aria-disabled='true'] {
        color: var(--tm-muted);
        cursor: default;
      }
      .name {
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
      }
      .icon.folder {
        color: var(--tm-focus);
      }
      [aria-disabled='true'] .icon {
        color: inherit;
      }
      .fact {
        font-size: 12px;
        text-align: end;
        white-space: nowrap;
        overflow: hidden;
      }
      .none {
        padding: 24px 12px;
        text-align: center;
      }
      @media (forced-colors: active) {
        [role='listbox']:focus-visible [aria-selected='true'],
        .file[aria-selected='true'] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
      @media (max-width: 600px) {
        [role='option'] {
          grid-template-columns: auto 1fr auto;
        }
        .date {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.kind = 'directory';
    this.showHidden = false;
    this.startAt = null;
    this.marked = 0;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[role=listbox]')?.focus();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('list') && !changed.has('showHidden')) return;
    const before = changed.has('list') ? this.startAt : (this.#shown[this.marked]?.name ?? null);
    this.#shown = this.list.entries.filter(({ name }) => this.showHidden || !name.startsWith('.'));
    const index = this.#shown.findIndex(({ name }) => name === before);
    this.#mark(Math.max(0, index));
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('marked') || changed.has('list'))
      this.renderRoot.querySelector(`#entry-${this.marked}`)?.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { path, entries, problem } = this.list;
    const isEmpty = this.#shown.length === 0;
    return html`<div
        role="listbox"
        tabindex="0"
        aria-label=${words.entries(lineText(path))}
        aria-description=${words.keys}
        aria-activedescendant=${isEmpty ? nothing : `entry-${this.marked}`}
        data-testid="entries"
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        ${this.#shown.map((entry, index) => this.#renderEntry(entry, index))}
        ${isEmpty && problem === null ? html`<p class="none muted" data-testid="no-entries">${entries.length === 0 ? words.empty : words.onlyHidden}</p>` : nothing}
      </div>`;
  }

  #renderEntry(entry: FileEntry, index: number) {
    const { name, kind, size_bytes: size, modified_at: time } = entry;
    const isClosed = !entry.readable;
    const label = kind === 'directory' ? `${lineText(name)}/` : lineText(name);
    return html`<div id=${`entry-${index}`} role="option" class=${kind} data-testid="entry" data-name=${name}
      aria-selected=${String(index === this.marked)} aria-disabled=${isClosed || (kind === 'file' && this.kind === 'directory') ? 'true' : nothing}
      @click=${() => this.#onClick(index)} @dblclick=${() => kind === 'file' && this.#open(index)}>
      ${icon(kind === 'directory' ? 'folder' : 'file')}
      <span class="name">${label}</span>
      <span class="fact muted">${isClosed ? words.closed : size === null ? nothing : formatBytes(size)}</span>
      <span class="fact date muted">${time === null ? nothing : formatMoment(time, serverClock.nowMs())}</span>
    </div>`;
  }

  #onClick(index: number): void {
    this.#mark(index);
    this.focus();
    if (this.#shown[index]?.kind === 'directory') this.#open(index);
  }

  #open(index: number): void {
    const entry = this.#shown[index];
    if (entry === undefined || !entry.readable) return;
    if (entry.kind === 'directory') this.#emit('enter', entry);
    else if (this.kind === 'file') this.#emit('take', entry);
  }

  #mark(index: number): void {
    this.marked = index;
    this.#emit('mark', this.#shown[index] ?? null);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!this.#answersKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #answersKey({ key, timeStamp }: KeyboardEvent): boolean {
    const last = this.#shown.length - 1;
    const to = (index: number) => this.#mark(Math.max(0, Math.min(last, index)));
    if (key === 'ArrowDown') to(this.marked + 1);
    else if (key === 'ArrowUp') to(this.marked - 1);
    else if (key === 'PageDown') to(this.marked + 10);
    else if (key === 'PageUp') to(this.marked - 10);
    else if (key === 'Home') to(0);
    else if (key === 'End') to(last);
    else if (key === 'Enter') this.#open(this.marked);
    else if (key === 'Backspace') this.#emit('up', null);
    else if ([...key].length === 1) to(jumpTo(this.#shown, this.marked, key, timeStamp));
    else return false;
    return true;
  }

  #emit(type: 'enter' | 'take' | 'mark' | 'up', detail: FileEntry | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

customElements.define('tm-file-list', TmFileList);

declare global {
  interface HTMLElementTagNameMap {
    'tm-file-list': TmFileList;
  }
}
