import { html, LitElement, nothing } from 'lit';
import { type ApiError, asApiError } from '../api-error.ts';
import type { AppView } from '../api-types.ts';
import '../components/tm-field.ts';
import { formatBytes } from '../format.ts';
import type { FieldLook } from '../forms/look.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { icon } from '../icons.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { recipeDialogTexts } from '../texts/recipe-dialogs.ts';
import { recipeDialogStyles } from './recipe-dialog-styles.ts';
import type { CopyPlanView, RecipesApi } from './recipes-api.ts';

const words = recipeDialogTexts.copy;
/** So long after the last letter of a name it is looked whether it is free. */
const typingMs = 300;

/** Shows what an app of somebody else runs, and copies it when that was said. Escape cancels. */
export class TmCopyAppDialog extends LitElement {
  static override properties = {
    api: { attribute: false },
    path: { state: true },
    plan: { state: true },
    newId: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };
  declare api: RecipesApi;
  declare path: string;
  /** Null before the first answer. */
  declare plan: CopyPlanView | null;
  /** Of the copy, as typed; null: that of the app. */
  declare newId: string | null;
  declare refusal: ApiError | null;
  declare busy: boolean;
  /** Only the newest answer counts. */
  #asked = 0;
  #typing = 0;
  #resolve: (app: AppView | null) => void = () => undefined;

  static override styles = [sharedStyles, buttonStyles, dialogStyles, noticeStyles, recipeDialogStyles];

  constructor() {
    super();
    Object.assign(this, { path: '', plan: null, newId: null, refusal: null, busy: false });
  }

  /** `path`: a directory or an app file. Null: nothing was copied. */
  async show(path: string): Promise<AppView | null> {
    Object.assign(this, { path, plan: null, newId: null, refusal: null });
    void this.#look();
    await this.updateComplete;
    this.#dialog().showModal();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override render() {
    const { plan, refusal, busy } = this;
    return html`<dialog aria-labelledby="title" data-testid="copy-app-dialog" @cancel=${(event: Event) => busy && event.preventDefault()} @close=${() => this.#onClose()}>
      <div class="dialog-head"><h2 id="title">${words.title}</h2></div>
      <div class="dialog-body">
        ${renderRefusal(plan === null ? words.unread : words.failed, refusal, new Set(['/name']))}
        ${plan === null ? this.#renderWaiting() : this.#renderPlan(plan)}
      </div>
      <div class="dialog-foot">
        <jp-button data-testid="copy-cancel" ?disabled=${busy} @click=${() => this.#dialog().close()}>${recipeDialogTexts.cancel}</jp-button>
        ${plan === null ? nothing : html`<jp-button appearance="accent" data-testid="copy-app" ?disabled=${plan.faults.length > 0} aria-busy=${String(busy)} @click=${() => void this.#copy()}>${icon(busy ? 'spinner' : 'copy', 'start')}${busy ? words.copying : words.submit}</jp-button>`}
      </div>
    </dialog>`;
  }

  #renderWaiting() {
    return this.refusal === null
      ? html`<p class="muted" role="status">${icon('spinner')} ${words.loading}</p>`
      : html`<p><code>${this.path}</code></p>`;
  }

  #renderPlan(plan: CopyPlanView) {
    const { name, description, directory, target, files, bytes, command, faults, notes } = plan;
    const rows = [
      [words.app, name],
      [words.from, directory],
      [words.to, target],
      [words.size, words.sizeOf(files, formatBytes(bytes))],
    ];
    const error = this.refusal?.errors.find(({ path }) => path === '/name')?.message ?? null;
    return html`
      <p class="notice">${words.text}</p>
      ${description === '' ? nothing : html`<p class="description">${description}</p>`}
      <dl data-testid="copy-facts">${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>
      <h3 id="command">${words.command}</h3>
      <pre tabindex="0" role="region" aria-labelledby="command" data-testid="copy-command">${command}</pre>
      ${notes.map((note) => html`<p class="notice" data-testid="copy-note">${note}</p>`)}
      ${faults.map((fault) => html`<p class="notice bad" role="alert" data-testid="copy-fault">${fault}</p>`)}
      <div class="fields">
        <tm-field data-testid="field-id" .look=${idLook} .value=${this.newId ?? plan.id} .error=${error}
          @value=${(event: CustomEvent<string>) => this.#rename(event.detail)}></tm-field>
      </div>
    `;
  }

  #rename(id: string): void {
    this.newId = id;
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => void this.#look(), typingMs);
  }

  async #look(): Promise<void> {
    const number = ++this.#asked;
    const answer = await this.api.planCopy(this.path, this.newId?.trim() || null).catch(asApiError);
    if (number !== this.#asked) return;
    this.refusal = answer instanceof Error ? answer : null;
    if (!(answer instanceof Error)) this.plan = answer;
  }

  async #copy(): Promise<void> {
    const { plan } = this;
    if (plan === null || this.busy) return;
    this.busy = true;
    try {
      const app = await this.api.copyApp(this.path, this.newId?.trim() || plan.id);
      this.#resolve(app);
      this.#dialog().close();
    } catch (error) {
      this.refusal = asApiError(error);
    } finally {
      this.busy = false;
    }
  }

  #onClose(): void {
    this.#asked += 1;
    clearTimeout(this.#typing);
    this.#resolve(null);
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

const idLook: FieldLook = { label: words.id, help: words.idHelp, required: true, kind: 'text' };

customElements.define('tm-copy-app-dialog', TmCopyAppDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-copy-app-dialog': TmCopyAppDialog;
  }
}
