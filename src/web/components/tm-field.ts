import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { PathSource } from '../files/path-source.ts';
import type { FieldLook } from '../forms/look.ts';
import { icon } from '../icons.ts';
import type { FieldValue } from '../launch/check-parameter.ts';
import { fieldStyles, sharedStyles } from '../styles/shared.ts';
import { fieldTexts } from '../texts/fields.ts';
import { isolated } from '../texts/said.ts';
import './tm-path-field.ts';

/**
 * A form field with its label, help and error. Emits "value" with what was typed, and "step" with 1 or -1 for the up and
 * down keys of a number.
 */
export class TmField extends LitElement {
  static override properties = {
    look: { attribute: false },
    value: { attribute: false },
    error: { attribute: false },
    paths: { attribute: false },
  };
  declare look: FieldLook;
  declare value: FieldValue;
  /** What is wrong with the value, or null. */
  declare error: string | null;
  /** What a path may be chosen from; null: it can only be typed. */
  declare paths: PathSource | null;

  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      jp-text-field {
        display: block;
        width: 100%;
        margin: 0;
      }
      jp-text-field::part(label),
      label {
        display: block;
        margin-bottom: 4px;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .optional {
        font-weight: 400;
      }
      select {
        width: 100%;
        height: 32px;
        padding: 0 8px;
        border: 1px solid var(--tm-field-border);
        border-radius: 3px;
        background: var(--jp-layout-color1);
        color: inherit;
        font: inherit;
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 64px;
        padding: 6px 8px;
        border: 1px solid var(--tm-field-border);
        border-radius: 3px;
        background: var(--jp-layout-color1);
        color: inherit;
        font: 12px var(--jp-code-font-family);
        resize: vertical;
      }
      textarea[aria-invalid='true'],
      select[aria-invalid='true'] {
        border-color: var(--tm-error);
      }
      .path::part(control) {
        font-family: var(--jp-code-font-family);
        font-size: 12px;
      }
      .help,
      .error {
        margin-top: 3px;
        font-size: 12px;
        overflow-wrap: anywhere;
      }
      .error {
        display: flex;
        gap: 5px;
        color: var(--tm-error);
      }
      .error .icon {
        width: 14px;
        height: 14px;
        margin-top: 1px;
      }
    `,
  ];

  constructor() {
    super();
    this.error = null;
    this.paths = null;
  }

  override focus(): void {
    this.#control()?.focus();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('look') || changed.has('error')) this.#describe();
    if (changed.has('value') || changed.has('look')) this.#showValueNow();
  }

  override render() {
    return html`
      ${this.#renderControl()}
      ${this.look.help ? html`<p class="help muted" id="help">${this.look.help}</p>` : nothing}
      <div aria-live="polite">${this.error === null ? nothing : html`<p class="error" id="error" data-testid="field-error">${icon('alert')}<span>${this.error}</span></p>`}</div>
    `;
  }

  #renderControl() {
    const { kind } = this.look;
    if (kind === 'checkbox') return this.#renderCheckbox();
    if (kind === 'choice') return this.#renderChoice();
    if (this.look.pathKind !== undefined && this.paths !== null) return this.#renderPath(this.paths);
    return kind === 'lines' ? this.#renderLines() : this.#renderText();
  }

  #renderText() {
    const { kind, placeholder } = this.look;
    return html`<jp-text-field
      class=${kind}
      autocomplete="off"
      spellcheck="false"
      placeholder=${placeholder ?? nothing}
      aria-invalid=${this.error === null ? nothing : 'true'}
      .value=${String(this.value)}
      @input=${(event: Event) => this.#emit((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >${this.#renderLabel()}</jp-text-field>`;
  }

  #renderPath(source: PathSource) {
    return html`<tm-path-field .look=${this.look} .value=${String(this.value)} .error=${this.error} .source=${source}
      @value=${(event: CustomEvent<string>) => this.#emit(event.detail)}></tm-path-field>`;
  }

  #renderCheckbox() {
    return html`<jp-checkbox
      .checked=${this.value === true}
      @change=${(event: Event) => this.#emit((event.target as HTMLInputElement).checked)}
    >${this.look.label}</jp-checkbox>`;
  }

  #renderChoice() {
    const { choices = [], choiceLabels = {}, emptyChoice = null, required } = this.look;
    const value = String(this.value);
    const isListed = choices.includes(value) || (emptyChoice !== null && value === '');
    // The browser's own list: it is not cut off by the dialog, and phones and screen readers know it.
    return html`<label for="choice">${this.#renderLabel()}</label>
      <select
        id="choice"
        aria-required=${String(required)}
        aria-invalid=${this.error === null ? nothing : 'true'}
        aria-describedby="help error"
        @change=${(event: Event) => this.#emit((event.target as HTMLSelectElement).value)}
      >
        ${isListed ? nothing : html`<option value="" selected disabled>${fieldTexts.choosePlaceholder}</option>`}
        ${emptyChoice === null ? nothing : html`<option value="" ?selected=${value === ''}>${emptyChoice}</option>`}
        ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choiceLabels[choice] ?? choice}</option>`)}
      </select>`;
  }

  #renderLines() {
    return html`<label for="lines">${this.#renderLabel()}</label>
      <textarea
        id="lines"
        rows="3"
        spellcheck="false"
        aria-required=${String(this.look.required)}
        aria-invalid=${this.error === null ? nothing : 'true'}
        aria-describedby="help error"
        .value=${String(this.value)}
        @input=${(event: Event) => this.#emit((event.target as HTMLTextAreaElement).value)}
      ></textarea>`;
  }

  #renderLabel() {
    const { label, required } = this.look;
    return html`${isolated(label)}${required ? html`<span class="optional muted"> ${fieldTexts.requiredSign}</span>` : nothing}`;
  }

  #onKey(event: KeyboardEvent): void {
    if (this.look.kind !== 'number' || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('step', { detail: event.key === 'ArrowUp' ? 1 : -1 }));
  }

  #emit(value: FieldValue): void {
    this.dispatchEvent(new CustomEvent('value', { detail: value }));
  }

  /**
   * jp-text-field writes a new value into its input a frame later, so a key pressed until then would change the old one
   * and lose the step that was just taken.
   */
  #showValueNow(): void {
    const choice = this.renderRoot.querySelector('select');
    // A list whose choices changed keeps showing what was chosen by hand.
    if (choice !== null) choice.value = String(this.value);
    const input = this.#input();
    if (input !== undefined && input.value !== String(this.value)) input.value = String(this.value);
  }

  /** The input lies in the control's own shadow tree, where ids of help and error do not reach. */
  #describe(): void {
    const input = this.#input();
    if (input === undefined) return;
    input.setAttribute('aria-description', [this.error, this.look.help].filter(Boolean).join(' '));
    input.setAttribute('aria-required', String(this.look.required));
    if (this.look.kind === 'number') input.inputMode = 'decimal';
  }

  #input(): HTMLInputElement | undefined {
    type TextField = HTMLElement & { control?: HTMLInputElement };
    return this.renderRoot.querySelector<TextField>('jp-text-field')?.control;
  }

  #control(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('jp-text-field, jp-checkbox, select, textarea, tm-path-field');
  }
}

customElements.define('tm-field', TmField);

declare global {
  interface HTMLElementTagNameMap {
    'tm-field': TmField;
  }
}
