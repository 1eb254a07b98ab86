import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { icon } from '../icons.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { instanceTexts as words } from '../texts/instances.ts';
import { pageTexts } from '../texts/page.ts';

/**
 * The name, which a pencil turns into a field: Enter saves, Escape keeps the old one, leaving the field saves. As a field alone,
 * for rows, it is one from the start; it emits "left" when the focus should go back to where it was, and "done" when it is not
 * needed any more.
 */
export class TmInstanceName extends LitElement {
  static override properties = {
    instance: { attribute: false },
    actions: { attribute: false },
    alone: { type: Boolean, reflect: true },
    draft: { state: true },
    given: { state: true },
    busy: { state: true },
  };
  declare instance: Instance;
  declare actions: Actions;
  declare alone: boolean;
  /** What is typed while renaming; null otherwise. */
  declare draft: string | null;
  /** The new name until the daemon's own news of it; null: there is none. */
  declare given: string | null;
  /** Whether the new name is on its way. */
  declare busy: boolean;

  static override styles = [
    sharedStyles,
    nativeButtonStyles,
    css`
      :host {
        min-width: 0;
      }
      .row {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      h3 {
        font-size: 14px;
        font-weight: 600;
        line-height: 1.3;
        overflow-wrap: anywhere;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow: hidden;
        unicode-bidi: plaintext;
      }
      .pencil {
        opacity: 0.75;
      }
      .pencil:hover,
      .pencil:focus-within {
        opacity: 1;
      }
      jp-text-field {
        flex: 1;
        min-width: 0;
        margin: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.alone = false;
    this.draft = null;
    this.given = null;
    this.busy = false;
  }

  /** Turns the name into a field, with the focus in it. */
  async edit(): Promise<void> {
    if (this.busy || this.draft !== null) return;
    this.draft = this.#name;
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLElement & { control?: HTMLInputElement }>('jp-text-field');
    field?.focus();
    field?.control?.select();
  }

  override firstUpdated(): void {
    if (this.alone) void this.edit();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('instance') && !this.busy) this.given = null;
  }

  override render() {
    return this.draft === null ? this.#renderName() : this.#renderField(this.draft);
  }

  #renderName() {
    if (this.alone) return html`<span class="row">${this.#name}${this.busy ? icon('spinner') : nothing}</span>`;
    const label = pageTexts.actionOn(words.rename, this.#name);
    return html`<div class="row">
      <h3 id="name" data-testid="name" title=${this.#name}>${this.#name}</h3>
      <button type="button" class="button pencil" data-testid="rename" title=${words.rename} aria-label=${label}
        aria-busy=${this.busy ? 'true' : nothing} @click=${() => void this.edit()}
      >${icon(this.busy ? 'spinner' : 'pencil')}</button>
    </div>`;
  }

  #renderField(draft: string) {
    return html`<div class="row">
      <jp-text-field
        data-testid="rename-field"
        maxlength="200"
        aria-label=${words.newName(this.instance.name)}
        .value=${draft}
        @input=${(event: Event) => {
          this.draft = (event.target as HTMLInputElement).value;
        }}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @focusout=${() => void this.#save(false)}
      ></jp-text-field>
    </div>`;
  }

  get #name(): string {
    return this.given ?? this.instance.name;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    // Otherwise the same Enter would press the pencil, to which the focus returns.
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') void this.#save(true);
    else void this.#leave(true);
  }

  async #save(hadFocus: boolean): Promise<void> {
    const name = this.draft?.trim() ?? '';
    if (this.draft === null) return;
    if (name === '' || name === this.#name) return this.#leave(hadFocus);
    this.given = name;
    this.busy = true;
    await this.#leave(hadFocus);
    const saved = await this.actions.rename(this.instance, name);
    this.busy = false;
    if (saved) return this.#tell('done');
    // What was typed is kept when it was refused.
    this.given = null;
    this.draft = name;
  }

  async #leave(hadFocus: boolean): Promise<void> {
    this.draft = null;
    if (hadFocus) this.#tell('left');
    if (!this.busy) this.#tell('done');
    await this.updateComplete;
    if (hadFocus) this.renderRoot.querySelector<HTMLElement>('.pencil')?.focus();
  }

  #tell(what: 'left' | 'done'): void {
    this.dispatchEvent(new CustomEvent(what));
  }
}

customElements.define('tm-instance-name', TmInstanceName);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-name': TmInstanceName;
  }
}
