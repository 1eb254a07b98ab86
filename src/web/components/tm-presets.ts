import { css, html, LitElement, nothing } from 'lit';
import type { FormValues } from '../../domain/paraview-server.ts';
import { asApiError } from '../api-error.ts';
import type { PresetsView } from '../api-types.ts';
import type { PresetsApi } from '../forms/presets-api.ts';
import { icon } from '../icons.ts';
import { buttonStyles, fieldStyles, noticeStyles, selectStyles, sharedStyles } from '../styles/shared.ts';
import { presetTexts as words } from '../texts/presets.ts';

/**
 * The values that a user keeps for a form under names: choose, save, delete. Emits "values" with those that were chosen, and
 * first "last" with those of the last request, where there are some.
 */
export class TmPresets extends LitElement {
  static override properties = {
    api: { attribute: false },
    target: {},
    values: { attribute: false },
    view: { state: true },
    chosen: { state: true },
    draft: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare api: PresetsApi;
  /** The form they belong to: "server". */
  declare target: string;
  /** Gives what the form holds now, to be saved; null while it has errors. */
  declare values: () => FormValues | null;
  declare view: PresetsView;
  /** The name of the one that was chosen; empty: none. */
  declare chosen: string;
  /** The name that is typed while saving; null otherwise. */
  declare draft: string | null;
  declare failure: string | null;
  /** What waits for the daemon's answer. */
  declare busy: 'save' | 'remove' | null;
  #endNews: (() => void) | null = null;

  static override styles = [
    sharedStyles,
    buttonStyles,
    fieldStyles,
    noticeStyles,
    selectStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 8px;
      }
      select,
      jp-text-field {
        flex: 1 1 140px;
        max-width: 260px;
        margin: 0;
      }
      .notice {
        margin-top: 6px;
      }
    `,
  ];

  constructor() {
    super();
    this.#reset();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endNews?.();
    this.#endNews = null;
  }

  /** Asks for the presets anew. */
  async load(): Promise<void> {
    this.#endNews ??= this.api.onChange(() => void this.#follow());
    this.#reset();
    await this.#attempt(words.failed, async () => {
      this.view = await this.api.list();
    });
    const last = this.view.last[this.target];
    if (last !== undefined) this.dispatchEvent(new CustomEvent('last', { detail: last }));
  }

  override render() {
    return html`<div class="bar" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>${this.draft === null ? this.#renderChoice() : this.#renderName(this.draft)}</div>
      ${this.failure === null ? nothing : html`<p class="notice bad" role="alert" data-testid="preset-error">${this.failure}</p>`}`;
  }

  #renderChoice() {
    const names = this.#names();
    return html`
      ${
        names.length === 0
          ? nothing
          : html`<label for="preset">${words.label}</label>
            <select id="preset" data-testid="preset" .value=${this.chosen} @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
              <option value="">${words.none}</option>
              ${names.map((name) => html`<option value=${name} ?selected=${name === this.chosen}>${name}</option>`)}
            </select>`
      }
      ${this.chosen === '' ? nothing : html`<jp-button scale="small" appearance="stealth" data-testid="preset-remove" title=${words.remove} aria-label=${words.remove} aria-busy=${this.busy === 'remove' ? 'true' : nothing} @click=${() => void this.#remove()}>${icon(this.busy === 'remove' ? 'spinner' : 'remove')}</jp-button>`}
      <jp-button scale="small" appearance="stealth" data-testid="preset-save" @click=${() => void this.#startNaming()}>${words.save}</jp-button>
    `;
  }

  #renderName(draft: string) {
    return html`
      <jp-text-field data-testid="preset-name" aria-label=${words.name} placeholder=${words.name} maxlength="100" .value=${draft}
        @input=${(event: Event) => {
          this.draft = (event.target as HTMLInputElement).value;
        }}></jp-text-field>
      <jp-button scale="small" appearance="accent" data-testid="preset-save-now" aria-busy=${this.busy === 'save' ? 'true' : nothing} @click=${() => void this.#save()}>${this.busy === 'save' ? icon('spinner', 'start') : nothing}${words.saveNow}</jp-button>
      <jp-button scale="small" appearance="stealth" @click=${() => this.#leaveNaming()}>${words.cancel}</jp-button>
    `;
  }

  /** Takes what another page changed. Forms that are closed ask when they are opened. */
  async #follow(): Promise<void> {
    if (!this.checkVisibility()) return;
    this.view = await this.api.list().catch(() => this.view);
    if (!this.#names().includes(this.chosen)) this.chosen = '';
  }

  #names(): string[] {
    return this.view.presets.filter(({ target }) => target === this.target).map(({ name }) => name);
  }

  #choose(name: string): void {
    this.chosen = name;
    const preset = this.view.presets.find((entry) => entry.target === this.target && entry.name === name);
    this.#emit(preset?.values ?? this.view.last[this.target] ?? {});
  }

  async #startNaming(): Promise<void> {
    this.draft = this.chosen;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('jp-text-field')?.focus();
  }

  #leaveNaming(): void {
    this.draft = null;
    this.failure = null;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[data-testid=preset-save]')?.focus(),
    );
  }

  /** While a name is typed, neither key may reach the dialog, which would be sent or closed. */
  #onKey(event: KeyboardEvent): void {
    if (this.draft === null || event.isComposing) return;
    const isButton = (event.composedPath()[0] as HTMLElement).localName === 'button';
    if (event.key !== 'Escape' && (event.key !== 'Enter' || isButton)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') void this.#save();
    else this.#leaveNaming();
  }

  async #save(): Promise<void> {
    const name = (this.draft ?? '').trim();
    const values = this.values();
    if (name === '') this.failure = words.nameNeeded;
    if (name === '' || values === null) return;
    const saved = await this.#change('save', words.failedToSave, () => this.api.save(this.target, name, values));
    // Left meanwhile, or opened for another form.
    if (!saved || this.draft === null) return;
    const others = this.view.presets.filter((entry) => entry.target !== this.target || entry.name !== name);
    this.view = { ...this.view, presets: [...others, { name, target: this.target, values }] };
    this.chosen = name;
    this.#leaveNaming();
  }

  async #remove(): Promise<void> {
    const name = this.chosen;
    if (!(await this.#change('remove', words.failedToRemove, () => this.api.remove(this.target, name)))) return;
    const isIt = (entry: PresetsView['presets'][number]) => entry.target === this.target && entry.name === name;
    this.view = { ...this.view, presets: this.view.presets.filter((entry) => !isIt(entry)) };
    this.chosen = '';
  }

  /** False also while another change is under way. */
  async #change(what: 'save' | 'remove', failure: string, action: () => Promise<void>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = what;
    const isDone = await this.#attempt(failure, action);
    this.busy = null;
    return isDone;
  }

  async #attempt(failure: string, action: () => Promise<void>): Promise<boolean> {
    this.failure = null;
    return action().then(
      () => true,
      (error: unknown) => {
        this.failure = `${failure}: ${asApiError(error).message}`;
        return false;
      },
    );
  }

  #emit(values: FormValues): void {
    this.dispatchEvent(new CustomEvent('values', { detail: values }));
  }

  #reset(): void {
    Object.assign(this, { view: { presets: [], last: {} }, chosen: '', draft: null, failure: null, busy: null });
  }
}

customElements.define('tm-presets', TmPresets);

declare global {
  interface HTMLElementTagNameMap {
    'tm-presets': TmPresets;
  }
}
