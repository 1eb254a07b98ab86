import { css, html, LitElement } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { icon } from '../icons.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';

/** The name, which a pencil turns into a field: Enter saves, Escape keeps the old one, leaving the field saves. */
export class TmInstanceName extends LitElement {
  static override properties = {
    instance: { attribute: false },
    actions: { attribute: false },
    draft: { state: true },
  };
  declare instance: Instance;
  declare actions: Actions;
  /** What is typed while renaming; null otherwise. */
  declare draft: string | null;

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
    this.draft = null;
  }

  override render() {
    return this.draft === null ? this.#renderName() : this.#renderField();
  }

  #renderName() {
    const label = `${texts.instances.rename} ${this.instance.name}`;
    return html`<div class="row">
      <h3 id="name" data-testid="name" title=${this.instance.name}>${this.instance.name}</h3>
      <button type="button" class="button pencil" data-testid="rename" title=${texts.instances.rename} aria-label=${label} @click=${() => this.#edit()}>
        ${icon('pencil')}
      </button>
    </div>`;
  }

  #renderField() {
    return html`<div class="row">
      <jp-text-field
        data-testid="rename-field"
        maxlength="200"
        aria-label=${texts.instances.newName(this.instance.name)}
        .value=${this.draft ?? ''}
        @input=${(event: Event) => {
          this.draft = (event.target as HTMLInputElement).value;
        }}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @focusout=${() => void this.#save(false)}
      ></jp-text-field>
    </div>`;
  }

  async #edit(): Promise<void> {
    this.draft = this.instance.name;
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLElement & { control?: HTMLInputElement }>('jp-text-field');
    field?.focus();
    field?.control?.select();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    // Otherwise the same Enter would press the pencil, to which the focus returns.
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') void this.#save(true);
    else void this.#leave(true);
  }

  async #save(returnFocus: boolean): Promise<void> {
    if (this.draft === null) return;
    const name = this.draft.trim();
    await this.#leave(returnFocus);
    if (name === '' || name === this.instance.name) return;
    const saved = await this.actions.rename(this.instance, name);
    // What was typed is kept when it was refused.
    if (!saved) this.draft = name;
  }

  async #leave(returnFocus: boolean): Promise<void> {
    this.draft = null;
    await this.updateComplete;
    if (returnFocus) this.renderRoot.querySelector<HTMLElement>('.pencil')?.focus();
  }
}

customElements.define('tm-instance-name', TmInstanceName);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-name': TmInstanceName;
  }
}
