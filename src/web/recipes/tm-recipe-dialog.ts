import { html, LitElement, nothing } from 'lit';
import { type ApiError, asApiError } from '../api-error.ts';
import '../components/tm-copy-button.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { icon } from '../icons.ts';
import { ownUrl } from '../open-instance.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { recipeDialogTexts } from '../texts/recipe-dialogs.ts';
import { recipeDialogStyles } from './recipe-dialog-styles.ts';
import { recipeFacts } from './recipe-facts.ts';
import type { RecipePreviewView, RecipesApi, RecipeValuesView } from './recipes-api.ts';

const words = recipeDialogTexts.preview;

/** An app with the values of a recipe. */
export interface RecipeLaunch {
  app: string;
  values: RecipeValuesView;
}

/** Shows a recipe and what is different here, before anything is launched. */
export class TmRecipeDialog extends LitElement {
  static override properties = {
    api: { attribute: false },
    copyApp: { attribute: false },
    path: { state: true },
    preview: { state: true },
    refusal: { state: true },
  };
  declare api: RecipesApi;
  /** Asks for the copy of an app; false: it was not made. */
  declare copyApp: (path: string) => Promise<boolean>;
  declare path: string;
  /** Null before the first answer. */
  declare preview: RecipePreviewView | null;
  declare refusal: ApiError | null;
  /** Only the newest answer counts. */
  #asked = 0;
  #resolve: (launch: RecipeLaunch | null) => void = () => undefined;

  static override styles = [sharedStyles, buttonStyles, dialogStyles, noticeStyles, recipeDialogStyles];

  constructor() {
    super();
    this.path = '';
    this.preview = null;
    this.refusal = null;
  }

  /** Null: it is not to be launched. */
  async show(path: string): Promise<RecipeLaunch | null> {
    this.path = path;
    this.preview = null;
    void this.#load();
    await this.updateComplete;
    this.#dialog().showModal();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override render() {
    const name = this.preview?.recipe?.name ?? null;
    return html`<dialog aria-labelledby="title" data-testid="recipe-dialog" @close=${() => this.#onClose()}>
      <div class="dialog-head"><h2 id="title">${name === null ? words.unnamed : words.title(name)}</h2></div>
      <div class="dialog-body">
        ${renderRefusal(words.failed, this.refusal, new Set())}
        ${this.preview === null ? this.#renderWaiting() : this.#renderPreview(this.preview)}
      </div>
      ${this.#renderFoot()}
    </dialog>`;
  }

  #renderWaiting() {
    return this.refusal === null
      ? html`<p class="muted" role="status">${icon('spinner')} ${words.loading}</p>`
      : html`<p><code>${this.path}</code></p>`;
  }

  #renderPreview(preview: RecipePreviewView) {
    const { recipe, problems, values } = preview;
    return html`
      ${recipe?.description ? html`<p class="description" data-testid="recipe-description">${recipe.description}</p>` : nothing}
      <dl data-testid="recipe-facts">${recipeFacts(preview).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      ${problems.length === 0 ? nothing : html`<h3>${words.problems}</h3>`}
      ${problems.map(
        ({ severity, line, message, hint }) =>
          html`<p class="notice ${severity === 'error' ? 'bad' : ''}" data-testid="recipe-problem" data-severity=${severity}>
            ${line === null ? nothing : html`<strong>${words.place(line)}</strong>`}<span>${message}</span> ${hint === null ? nothing : html`<span>${hint}</span>`}</p>`,
      )}
      ${values !== null && problems.length === 0 ? html`<p class="notice good" data-testid="recipe-good">${words.good}</p>` : nothing}
    `;
  }

  #renderFoot() {
    const { preview, refusal } = this;
    const link = preview?.link ?? null;
    return html`<div class="dialog-foot">
      ${link === null ? nothing : html`<tm-copy-button class="apart" scale="medium" data-testid="recipe-link" .text=${ownUrl(link)} label=${words.copyLink}></tm-copy-button>`}
      <jp-button data-testid="recipe-cancel" @click=${() => this.#dialog().close()}>${recipeDialogTexts.cancel}</jp-button>
      ${refusal === null ? nothing : html`<jp-button appearance="accent" data-testid="recipe-again" @click=${() => void this.#load()}>${recipeDialogTexts.tryAgain}</jp-button>`}
      ${preview?.app_to_copy == null ? nothing : html`<jp-button appearance="accent" data-testid="recipe-copy-app" @click=${() => void this.#copy(preview.app_to_copy)}>${icon('copy', 'start')}${words.copyApp}</jp-button>`}
      ${preview?.values == null ? nothing : html`<jp-button appearance="accent" data-testid="recipe-launch" @click=${() => this.#launch()}>${icon('play', 'start')}${words.launch}</jp-button>`}
    </div>`;
  }

  async #load(): Promise<void> {
    const number = ++this.#asked;
    this.refusal = null;
    const answer = await this.api.preview(this.path).catch(asApiError);
    if (number !== this.#asked) return;
    if (answer instanceof Error) this.refusal = answer;
    else this.preview = answer;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.dialog-foot jp-button[appearance=accent]')?.focus();
  }

  async #copy(path: string | null): Promise<void> {
    if (path !== null && (await this.copyApp(path))) await this.#load();
  }

  #launch(): void {
    const { app, values } = this.preview ?? {};
    if (app == null || values == null) return;
    this.#resolve({ app: app.id, values });
    this.#dialog().close();
  }

  #onClose(): void {
    this.#asked += 1;
    this.#resolve(null);
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-recipe-dialog', TmRecipeDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-recipe-dialog': TmRecipeDialog;
  }
}
