import { html, LitElement } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import '../components/tm-field.ts';
import type { PathSource } from '../files/path-source.ts';
import type { FieldLook } from '../forms/look.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { icon } from '../icons.ts';
import { instancePath } from '../rest-paths.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { recipeDialogTexts } from '../texts/recipe-dialogs.ts';
import { recipeDialogStyles } from './recipe-dialog-styles.ts';
import type { RecipesApi, SavedRecipeView } from './recipes-api.ts';

const words = recipeDialogTexts.save;

type FieldName = 'path' | 'name' | 'description';

/** Asks where the recipe of an instance is to be saved, and saves it. Enter saves, Escape cancels. */
export class TmSaveRecipeDialog extends LitElement {
  static override properties = {
    api: { attribute: false },
    paths: { attribute: false },
    instance: { state: true },
    typed: { state: true },
    tried: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };
  declare api: RecipesApi;
  /** What paths may be chosen from. */
  declare paths: PathSource;
  declare instance: Instance | null;
  declare typed: Record<FieldName, string>;
  declare tried: boolean;
  declare refusal: ApiError | null;
  declare busy: boolean;
  #resolve: (saved: SavedRecipeView | null) => void = () => undefined;

  static override styles = [sharedStyles, buttonStyles, dialogStyles, noticeStyles, recipeDialogStyles];

  constructor() {
    super();
    this.instance = null;
    this.typed = { path: '', name: '', description: '' };
    this.tried = false;
    this.refusal = null;
    this.busy = false;
  }

  /** The directory that was typed last is there again. Null: nothing was saved. */
  async show(instance: Instance): Promise<SavedRecipeView | null> {
    this.instance = instance;
    this.typed = { path: this.typed.path, name: instance.name, description: '' };
    this.tried = false;
    this.refusal = null;
    await this.updateComplete;
    this.#dialog().showModal();
    this.renderRoot.querySelector('tm-field')?.focus();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override render() {
    const { instance, refusal } = this;
    const fields = new Set(Object.keys(looks).map((name) => `/${name}`));
    return html`<dialog aria-labelledby="title" data-testid="save-recipe-dialog" @cancel=${(event: Event) => this.busy && event.preventDefault()}
      @close=${() => this.#resolve(null)} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      <div class="dialog-head"><h2 id="title">${words.title(instance?.name ?? '')}</h2></div>
      <div class="dialog-body">
        ${renderRefusal(words.failed, refusal, fields)}
        <p class="muted">${words.text}</p>
        <div class="fields">${(Object.keys(looks) as FieldName[]).map((name) => this.#renderField(name))}</div>
      </div>
      <div class="dialog-foot">
        <a class="apart" data-testid="download-recipe" href=${this.#downloadUrl()} download>${icon('download')}${words.download}</a>
        <jp-button data-testid="cancel-recipe" ?disabled=${this.busy} @click=${() => this.#dialog().close()}>${recipeDialogTexts.cancel}</jp-button>
        <jp-button appearance="accent" data-testid="save-recipe" aria-busy=${String(this.busy)} @click=${() => void this.#submit()}>${this.#isThere() ? words.replace : words.submit}</jp-button>
      </div>
    </dialog>`;
  }

  #renderField(name: FieldName) {
    return html`<tm-field data-testid=${`field-${name}`} .look=${looks[name]} .value=${this.typed[name]} .error=${this.#errorOf(name)} .paths=${this.paths}
      @value=${(event: CustomEvent<string>) => {
        this.typed = { ...this.typed, [name]: event.detail };
        this.refusal = null;
      }}></tm-field>`;
  }

  #errorOf(name: FieldName): string | null {
    const refused = this.refusal?.errors.find(({ path }) => path === `/${name}`)?.message ?? null;
    return refused ?? (this.tried && name === 'path' && this.typed.path.trim() === '' ? words.whereNeeded : null);
  }

  #isThere(): boolean {
    return this.refusal?.code === 'file_exists';
  }

  #downloadUrl(): string {
    const { name, description } = this.typed;
    const query = new URLSearchParams({ ...(name.trim() && { name }), ...(description.trim() && { description }) });
    return `api/v1/${instancePath(this.instance?.id ?? '')}/recipe?${query}`;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    // A button answers to Enter itself, and a field of several lines takes it.
    if (['button', 'textarea', 'a'].includes((event.composedPath()[0] as HTMLElement).localName)) return;
    event.preventDefault();
    void this.#submit();
  }

  async #submit(): Promise<void> {
    this.tried = true;
    if (this.busy || this.instance === null || this.typed.path.trim() === '') return;
    const replace = this.#isThere();
    this.busy = true;
    try {
      const saved = await this.api.save(this.instance.id, { ...this.typed, replace });
      this.#resolve(saved);
      this.#dialog().close();
    } catch (error) {
      this.refusal = asApiError(error);
    } finally {
      this.busy = false;
    }
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

const looks: Record<FieldName, FieldLook> = {
  path: { label: words.where, help: words.whereHelp, required: true, kind: 'path', pathKind: 'directory' },
  name: { label: words.name, help: words.nameHelp, required: false, kind: 'text' },
  description: { label: words.description, help: words.descriptionHelp, required: false, kind: 'lines' },
};

customElements.define('tm-save-recipe-dialog', TmSaveRecipeDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-save-recipe-dialog': TmSaveRecipeDialog;
  }
}
