import { css, html, LitElement, nothing } from 'lit';
import type { FieldError } from '../../domain/errors.ts';
import type { FormValues, ParaViewServer } from '../../domain/paraview-server.ts';
import type { Api } from '../api.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import type { DryRunView, ServersForm, StartServerBody } from '../api-types.ts';
import type { FormDraft } from '../forms/bounded-fields.ts';
import { checkDraft, draftOf, valuesToSend } from '../forms/check-field.ts';
import { dryRunStyles, renderDryRun } from '../forms/dry-run-report.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { forgetUnsent, keepUnsent, recallUnsent } from '../forms/unsent-values.ts';
import { icon } from '../icons.ts';
import type { FieldValue } from '../launch/check-parameter.ts';
import { forgetIdempotencyKey, forgetRefusedKey, idempotencyKeyFor } from '../launch/idempotency-key.ts';
import { defaultName } from '../launch/launch-form.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { serverDialogTexts as words } from '../texts/server-dialog.ts';
import './tm-field.ts';
import './tm-form-fields.ts';
import './tm-presets.ts';

const formName = 'servers';

/**
 * Asks for what a ParaView server needs and starts it. Enter starts, Escape cancels; what was typed stays when it was
 * refused, and over a reload until it is sent or cancelled.
 */
export class TmServerDialog extends LitElement {
  static override properties = {
    api: { attribute: false },
    form: { attribute: false },
    name: { state: true },
    proposedName: { state: true },
    draft: { state: true },
    tried: { state: true },
    refusal: { state: true },
    refused: { state: true },
    dryRun: { state: true },
    busy: { state: true },
  };
  declare api: Api;
  declare form: ServersForm;
  declare name: string;
  declare proposedName: string;
  declare draft: FormDraft;
  /** Whether it was sent once: all errors are shown then, before that only those of fields that were filled in. */
  declare tried: boolean;
  declare refusal: ApiError | null;
  /** What the daemon said of single fields, until they are changed. */
  declare refused: readonly FieldError[];
  declare dryRun: DryRunView | null;
  declare busy: 'start' | 'script' | null;
  #resolve: (server: ParaViewServer | null) => void = () => undefined;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    noticeStyles,
    dryRunStyles,
    css`
      dialog {
        width: min(680px, calc(100vw - 24px));
      }
      form {
        display: contents;
      }
      .fields {
        display: grid;
        gap: 14px;
        padding: 2px;
      }
      .dialog-body > .notice {
        margin-bottom: 14px;
      }
      .script {
        margin-inline-end: auto;
      }
    `,
  ];

  constructor() {
    super();
    this.#reset('');
  }

  /** `taken`: the names in use. Resolves with the server, or with null when none was started. */
  async show(taken: ReadonlySet<string>): Promise<ParaViewServer | null> {
    this.#reset(defaultName(words.proposedName, taken));
    const { name = '', ...draft } = recallUnsent(formName);
    Object.assign(this, { name, draft });
    await this.updateComplete;
    this.#dialog().showModal();
    this.renderRoot.querySelector<HTMLElement>('.start')?.focus();
    void this.renderRoot.querySelector('tm-presets')?.load();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override render() {
    return html`<dialog aria-labelledby="title" data-testid="server-dialog" @cancel=${(event: Event) => this.busy && event.preventDefault()} @close=${() => this.#resolve(null)}>
      <form novalidate @submit=${(event: Event) => event.preventDefault()} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        <div class="dialog-head"><h2 id="title">${words.title}</h2></div>
        <div class="dialog-body">
          ${renderRefusal(words.failed, this.refusal, new Set(['/name', ...this.form.fields.map(({ name }) => `/${name}`)]))}
          <div class="fields">${this.#renderFields()}</div>
          ${this.dryRun === null ? nothing : renderDryRun(this.dryRun)}
        </div>
        ${this.#renderFoot()}
      </form>
    </dialog>`;
  }

  #renderFields() {
    const { title, fields } = this.form;
    const nameLook = {
      label: words.name,
      help: title === null ? words.nameHelp : words.nameHelpInQueue,
      required: false,
      kind: 'text' as const,
      placeholder: this.proposedName,
    };
    return html`
      <p class="muted">${title === null ? words.onMachine : words.onScheduler(title)}</p>
      ${fields.length === 0 ? nothing : html`<tm-presets target="server" .api=${this.api.presets} .values=${() => this.#values()} @last=${(event: CustomEvent<FormValues>) => this.#takeLast(event.detail)} @values=${(event: CustomEvent<FormValues>) => this.#take(event.detail)}></tm-presets>`}
      <tm-field data-testid="field-name" data-path="/name" .look=${nameLook} .value=${this.name} .error=${this.#shownErrors().find(({ path }) => path === '/name')?.message ?? null}
        @value=${(event: CustomEvent<string>) => {
          this.name = event.detail;
          this.#edited('/name');
        }}></tm-field>
      <tm-form-fields .fields=${fields} .draft=${this.draft} .errors=${this.#shownErrors()}
        @value=${(event: CustomEvent<{ name: string; value: FieldValue }>) => this.#change(event.detail)}></tm-form-fields>
    `;
  }

  #renderFoot() {
    const starting = this.busy === 'start';
    return html`<div class="dialog-foot">
      <jp-button class="script" appearance="outline" data-testid="show-script" aria-busy=${this.busy === 'script' ? 'true' : nothing} @click=${() => void this.#showScript()}>
        ${icon(this.busy === 'script' ? 'spinner' : 'log', 'start')}${words.showScript}
      </jp-button>
      <jp-button data-testid="cancel" ?disabled=${this.busy !== null} @click=${() => this.#cancel()}>${words.cancel}</jp-button>
      <jp-button class="start" appearance="accent" data-testid="start-server" aria-busy=${starting ? 'true' : nothing} @click=${() => void this.#start()}>
        ${icon(starting ? 'spinner' : 'play', 'start')}${starting ? words.starting : words.start}
      </jp-button>
    </div>`;
  }

  #cancel(): void {
    forgetUnsent(formName);
    this.#dialog().close();
  }

  #shownErrors(): FieldError[] {
    const own = checkDraft(this.form.fields, this.draft);
    const shown = this.tried ? own : own.filter(({ path }) => this.draft[path.slice(1)] !== undefined);
    return [...shown, ...this.refused];
  }

  #change({ name, value }: { name: string; value: FieldValue }): void {
    this.draft = { ...this.draft, [name]: value };
    this.#edited(`/${name}`);
  }

  #edited(path: string): void {
    keepUnsent(formName, { ...this.draft, name: this.name });
    this.refused = this.refused.filter((error) => error.path !== path);
    this.dryRun = null;
  }

  /** They may come late: what was typed meanwhile stays. */
  #takeLast(values: FormValues): void {
    if (Object.keys(this.draft).length === 0) this.#take(values);
  }

  #take(values: FormValues): void {
    this.draft = draftOf(this.form.fields, values);
    this.refused = [];
    this.dryRun = null;
  }

  /** Null, with the errors shown, while there are some. */
  #values(): FormValues | null {
    this.tried = true;
    if (checkDraft(this.form.fields, this.draft).length === 0) return valuesToSend(this.form.fields, this.draft);
    void this.#focusFirstError();
    return null;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    const target = event.composedPath()[0] as HTMLElement;
    // These answer to Enter themselves.
    if (['button', 'select', 'textarea'].includes(target.localName)) return;
    event.preventDefault();
    void this.#start();
  }

  async #showScript(): Promise<void> {
    await this.#send('script', async (body) => {
      this.dryRun = await this.api.servers.dryRun(body);
      await this.updateComplete;
      this.renderRoot.querySelector('.dry-run')?.scrollIntoView({ block: 'nearest' });
    });
  }

  async #start(): Promise<void> {
    await this.#send('start', async (body) => {
      const server = await this.api.servers.start(body, idempotencyKeyFor('servers', body));
      forgetIdempotencyKey();
      forgetUnsent(formName);
      this.#resolve(server);
      this.#dialog().close();
    });
  }

  async #send(what: 'start' | 'script', send: (body: StartServerBody) => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    const values = this.#values();
    if (values === null) return;
    this.refusal = null;
    this.busy = what;
    try {
      await send({ ...values, name: this.name.trim() || this.proposedName });
    } catch (error) {
      this.refusal = asApiError(error);
      this.refused = this.refusal.errors;
      forgetRefusedKey(this.refusal);
      await this.#focusFirstError();
    } finally {
      this.busy = null;
    }
  }

  async #focusFirstError(): Promise<void> {
    await this.updateComplete;
    const path = this.#shownErrors()[0]?.path;
    if (path === '/name') this.renderRoot.querySelector<HTMLElement>('tm-field')?.focus();
    else if (path !== undefined) this.renderRoot.querySelector('tm-form-fields')?.focusField(path);
  }

  #reset(proposedName: string): void {
    Object.assign(this, { name: '', proposedName, draft: {}, tried: false, refusal: null, refused: [], dryRun: null });
    this.busy = null;
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-server-dialog', TmServerDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-server-dialog': TmServerDialog;
  }
}
