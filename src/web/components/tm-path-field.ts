import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { lineText } from '../../domain/plain-text.ts';
import { NewestAnswer } from '../files/newest-answer.ts';
import type { Completion } from '../files/path-completion.ts';
import { pathFieldStyles } from '../files/path-field-styles.ts';
import type { PathSource } from '../files/path-source.ts';
import type { FieldLook } from '../forms/look.ts';
import { icon } from '../icons.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { fieldTexts } from '../texts/fields.ts';
import { pathTexts as words } from '../texts/paths.ts';
import { isolated } from '../texts/said.ts';

/**
 * A field for a path: typing offers what it may become, a button opens a dialog to choose from. Down and up mark a completion,
 * Enter or Tab takes the marked one, Escape puts them away. Emits "value".
 */
export class TmPathField extends LitElement {
  static override properties = {
    look: { attribute: false },
    value: {},
    error: { attribute: false },
    source: { attribute: false },
    completions: { state: true },
    marked: { state: true },
    busy: { state: true },
  };
  declare look: FieldLook;
  declare value: string;
  declare error: string | null;
  declare source: PathSource;
  /** Those that are shown. */
  declare completions: readonly Completion[];
  /** Index of the one that Enter takes; -1: none. */
  declare marked: number;
  declare busy: boolean;
  readonly #answers = new NewestAnswer<string, Completion[]>(
    (typed) => this.source.complete(typed, this.#kind),
    (completions) => this.#show(completions ?? []),
  );

  static override styles = [sharedStyles, nativeButtonStyles, pathFieldStyles];

  constructor() {
    super();
    this.error = null;
    this.completions = [];
    this.marked = -1;
    this.busy = false;
  }

  override focus(): void {
    this.#input()?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  override render() {
    const { look, marked } = this;
    const isOpen = this.completions.length > 0;
    return html`
      <label for="path">${isolated(look.label)}${look.required ? html`<span class="optional muted"> ${fieldTexts.requiredSign}</span>` : nothing}</label>
      <div class="row">
        <input
          id="path"
          type="text"
          role="combobox"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          placeholder=${look.placeholder ?? nothing}
          aria-autocomplete="list"
          aria-expanded=${String(isOpen)}
          aria-controls="list"
          aria-activedescendant=${marked >= 0 ? `option-${marked}` : nothing}
          aria-invalid=${this.error === null ? nothing : 'true'}
          aria-required=${String(look.required)}
          aria-description=${[this.error, look.help].filter(Boolean).join(' ')}
          .value=${this.value}
          @input=${(event: Event) => this.#onInput((event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @blur=${() => this.#close()}
        />
        ${this.busy ? html`<span class="busy" data-testid="completing">${icon('spinner')}</span>` : nothing}
        <button type="button" class="button neutral" data-testid="browse" aria-label=${words.browseFor(look.label)} @click=${() => void this.#browse()}>
          ${icon('folder')}${words.browse}
        </button>
      </div>
      <ul id="list" role="listbox" popover="manual" aria-label=${words.completions} data-testid="completions" ?hidden=${!isOpen}>
        ${this.completions.map((completion, index) => this.#renderOption(completion, index))}
      </ul>
      <p class="spoken" role="status">${words.completed(this.completions.length)}</p>
    `;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('completions')) this.#place();
    if (changed.has('marked') && this.marked >= 0)
      this.renderRoot.querySelector(`#option-${this.marked}`)?.scrollIntoView({ block: 'nearest' });
  }

  #renderOption({ name, kind }: Completion, index: number) {
    // Pressed, not clicked: a click would first take the focus away, and the list with it.
    return html`<li id=${`option-${index}`} role="option" aria-selected=${String(index === this.marked)} @pointerdown=${(
      event: Event,
    ) => {
      event.preventDefault();
      this.#take(index);
    }}>${icon(kind === 'directory' ? 'folder' : 'file')}<span>${lineText(name)}${kind === 'directory' ? '/' : ''}</span></li>`;
  }

  /** Above all else where the browser can, so that no dialog cuts it off; else it stands below the field. */
  #place(): void {
    const list = this.renderRoot.querySelector<HTMLElement>('ul');
    const input = this.#input();
    if (list === null || input === null || list.showPopover === undefined) return;
    const isShown = list.matches(':popover-open');
    const isWanted = this.completions.length > 0;
    if (isShown !== isWanted) list.togglePopover(isWanted);
    if (!isWanted) return;
    const { left, top, bottom, width } = input.getBoundingClientRect();
    const below = innerHeight - bottom;
    const isBelow = below > 160 || below > top;
    const { style } = list;
    style.left = `${left}px`;
    style.width = `${width}px`;
    style.top = isBelow ? `${bottom + 2}px` : 'auto';
    style.bottom = isBelow ? 'auto' : `${innerHeight - top + 2}px`;
    style.maxHeight = `${Math.min(260, (isBelow ? below : top) - 10)}px`;
  }

  readonly #onMove = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#place();
  };

  #onInput(value: string): void {
    this.#emit(value);
    this.#ask(value);
  }

  #ask(typed: string): void {
    this.marked = -1;
    this.busy = true;
    this.#answers.ask(typed);
  }

  #show(completions: readonly Completion[]): void {
    this.busy = false;
    this.completions = completions;
    this.marked = -1;
    const change = completions.length > 0 ? 'addEventListener' : 'removeEventListener';
    for (const type of ['scroll', 'resize']) window[change](type, this.#onMove, true);
  }

  #close(): void {
    this.#answers.forget();
    this.#show([]);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#answersKey(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** False for keys that mean nothing here, or something else to the dialog. */
  #answersKey(key: string, hasShift: boolean): boolean {
    const count = this.completions.length;
    const isDown = key === 'ArrowDown';
    if (count === 0) {
      if (isDown) this.#ask(this.value);
      return isDown;
    }
    if (isDown) this.marked = (this.marked + 1) % count;
    else if (key === 'ArrowUp') this.marked = this.marked <= 0 ? count - 1 : this.marked - 1;
    else if (key === 'Escape') this.#close();
    else if ((key === 'Enter' || (key === 'Tab' && !hasShift)) && this.marked >= 0) this.#take(this.marked);
    else return false;
    return true;
  }

  #take(index: number): void {
    const completion = this.completions[index];
    if (completion === undefined) return;
    this.#close();
    this.#set(completion.value);
    if (completion.kind === 'directory') this.#ask(completion.value);
  }

  async #browse(): Promise<void> {
    const path = await this.source.browse({ title: this.look.label, kind: this.#kind, value: this.value });
    if (path !== null) this.#set(path);
  }

  #set(value: string): void {
    const input = this.#input();
    if (input !== null) {
      input.value = value;
      input.setSelectionRange(value.length, value.length);
      input.scrollLeft = input.scrollWidth;
    }
    this.#emit(value);
  }

  #emit(value: string): void {
    this.dispatchEvent(new CustomEvent('value', { detail: value }));
  }

  get #kind(): 'directory' | 'file' {
    return this.look.pathKind ?? 'file';
  }

  #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }
}

customElements.define('tm-path-field', TmPathField);

declare global {
  interface HTMLElementTagNameMap {
    'tm-path-field': TmPathField;
  }
}
