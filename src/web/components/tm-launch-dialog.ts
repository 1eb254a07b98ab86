import { css, html, LitElement, nothing } from 'lit';
import type { FieldError } from '../../domain/errors.ts';
import type { Instance } from '../../domain/instance.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import type { AppView, LaunchBody } from '../api-types.ts';
import { icon } from '../icons.ts';
import type { FieldValue } from '../launch/check-parameter.ts';
import { forgetIdempotencyKey, idempotencyKeyFor } from '../launch/idempotency-key.ts';
import {
  checkForm,
  defaultName,
  initialForm,
  isComplete,
  type LaunchForm,
  launchBody,
  parameterPath,
} from '../launch/launch-form.ts';
import { recallValues, rememberValues } from '../launch/remembered-values.ts';
import { appTexts } from '../launch/texts.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import type { FieldLook } from './tm-field.ts';
import './tm-app-icon.ts';
import './tm-field.ts';
import './tm-parameter-field.ts';

const { dialog: words } = appTexts;

/** Sends a launch; throws ApiError. */
export type Launcher = (app: string, body: LaunchBody, idempotencyKey: string) => Promise<Instance>;

/**
 * Asks for what an app needs and launches it. Enter launches, Escape cancels; what was typed stays when it was refused.
 * Emits "launched" with the new instance.
 */
export class TmLaunchDialog extends LitElement {
  static override properties = {
    launcher: { attribute: false },
    home: { attribute: false },
    app: { state: true },
    proposedName: { state: true },
    form: { state: true },
    errors: { state: true },
    touched: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };
  declare launcher: Launcher;
  /** The user's home directory, for "~"; null while unknown. */
  declare home: string | null;
  declare app: AppView | null;
  declare proposedName: string;
  declare form: LaunchForm;
  /** Of the last check or answer, by JSON pointer. */
  declare errors: readonly FieldError[];
  /** Fields whose errors are shown: those that were typed in, and all after a first try. */
  declare touched: ReadonlySet<string> | 'all';
  declare refusal: ApiError | null;
  declare busy: boolean;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    noticeStyles,
    css`
      form {
        display: contents;
      }
      .fields {
        display: grid;
        gap: 14px;
        padding: 2px;
      }
      .description {
        margin-bottom: 14px;
        overflow-wrap: anywhere;
      }
      .notice {
        margin-bottom: 14px;
      }
    `,
  ];

  constructor() {
    super();
    this.home = null;
    this.app = null;
    this.proposedName = '';
    this.form = { name: '', dataDirectory: '', parameters: {} };
    this.errors = [];
    this.touched = new Set();
    this.refusal = null;
    this.busy = false;
  }

  /** `taken`: the names in use, for the name that is proposed. */
  async show(app: AppView, taken: ReadonlySet<string>): Promise<void> {
    this.proposedName = defaultName(app.name, taken);
    this.app = app;
    this.form = initialForm(app, recallValues(localStorage, location.pathname, app.id));
    this.errors = [];
    this.touched = new Set();
    this.refusal = null;
    await this.updateComplete;
    this.#dialog().showModal();
    const firstNeeded = isComplete(app, this.form)
      ? '.launch'
      : this.#fieldSelector(checkForm(app, this.form)[0]?.path);
    this.renderRoot.querySelector<HTMLElement>(firstNeeded)?.focus();
  }

  override render() {
    const { app } = this;
    return html`<dialog aria-labelledby="title" data-testid="launch-dialog" @cancel=${(event: Event) => this.busy && event.preventDefault()}>
      ${app === null ? nothing : this.#renderForm(app)}
    </dialog>`;
  }

  #renderForm(app: AppView) {
    return html`<form novalidate data-testid="launch-form" @submit=${(event: Event) => event.preventDefault()} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      <div class="dialog-head"><tm-app-icon .app=${app}></tm-app-icon><h2 id="title">${words.title(app.name)}</h2></div>
      <div class="dialog-body">
        ${this.#renderRefusal()}
        ${app.description ? html`<p class="description muted">${app.description}</p>` : nothing}
        <div class="fields">${this.#renderFields(app)}</div>
      </div>
      <div class="dialog-foot">
        <jp-button data-testid="cancel" ?disabled=${this.busy} @click=${() => this.#dialog().close()}>${words.cancel}</jp-button>
        <jp-button class="launch" appearance="accent" data-testid="submit" aria-busy=${this.busy ? 'true' : nothing} @click=${() => void this.#submit()}>
          ${this.busy ? icon('spinner', 'start') : icon('play', 'start')}${this.busy ? words.launching : words.launch}
        </jp-button>
      </div>
    </form>`;
  }

  #renderRefusal() {
    if (this.refusal === null) return nothing;
    const { message, hint, errors } = this.refusal;
    const fields = new Set(this.#fields().map((field) => field.dataset.path));
    // Errors of what has no field here would be shown nowhere else.
    const others = errors.filter((error) => !fields.has(error.path)).map((error) => error.message);
    return html`<div class="notice bad" role="alert" data-testid="launch-error"><strong>${words.failed}</strong>${[message, hint, ...others].filter(Boolean).join(' ')}</div>`;
  }

  #renderFields(app: AppView) {
    const nameLook: FieldLook = {
      label: words.name,
      help: words.nameHelp,
      required: false,
      kind: 'text',
      placeholder: this.proposedName,
    };
    return html`
      <tm-field data-testid="field-name" data-path="/name" .look=${nameLook} .value=${this.form.name} .error=${this.#errorAt('/name')}
        @value=${(event: CustomEvent<string>) => this.#change('/name', { name: event.detail })}></tm-field>
      ${app.data_directory === 'none' ? nothing : this.#renderDataDirectory(app.data_directory === 'required')}
      ${app.parameters.map((parameter) => {
        const path = parameterPath(parameter.name);
        return html`<tm-parameter-field data-testid=${`field-${parameter.name}`} data-path=${path} .parameter=${parameter}
          .value=${this.form.parameters[parameter.name] ?? ''} .error=${this.#errorAt(path)}
          @value=${(event: CustomEvent<FieldValue>) => this.#change(path, { parameters: { ...this.form.parameters, [parameter.name]: event.detail } })}></tm-parameter-field>`;
      })}
    `;
  }

  #renderDataDirectory(required: boolean) {
    const help = required ? words.dataRequired : words.dataOptional;
    const look: FieldLook = { label: words.data, help, required, kind: 'path', placeholder: words.dataPlaceholder };
    return html`<tm-field data-testid="field-data-directory" data-path="/data_directory" .look=${look} .value=${this.form.dataDirectory} .error=${this.#errorAt('/data_directory')}
      @value=${(event: CustomEvent<string>) => this.#change('/data_directory', { dataDirectory: event.detail })}></tm-field>`;
  }

  #errorAt(path: string): string | null {
    if (this.touched !== 'all' && !this.touched.has(path)) return null;
    return this.errors.find((error) => error.path === path)?.message ?? null;
  }

  #change(path: string, change: Partial<LaunchForm>): void {
    this.form = { ...this.form, ...change };
    if (this.touched !== 'all') this.touched = new Set(this.touched).add(path);
    // What the daemon said of other fields still holds; of this one the page's own check says more now.
    const others = this.errors.filter((error) => error.path !== path);
    const own = checkForm(this.app as AppView, this.form).filter((error) => error.path === path);
    this.errors = [...others, ...own];
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    const target = event.composedPath()[0] as HTMLElement;
    // A button answers to Enter itself; Enter opens a list of choices.
    if (target.localName === 'button' || target.localName === 'select') return;
    event.preventDefault();
    void this.#submit();
  }

  async #submit(): Promise<void> {
    const app = this.app as AppView;
    if (this.busy) return;
    this.touched = 'all';
    this.refusal = null;
    this.errors = checkForm(app, this.form);
    if (this.errors.length > 0) return this.#focusFirstError();
    this.busy = true;
    try {
      const body = launchBody(app, this.form, this.home);
      const instance = await this.launcher(app.id, body, idempotencyKeyFor(app.id, body));
      forgetIdempotencyKey();
      rememberValues(localStorage, location.pathname, app.id, this.form);
      this.#dialog().close();
      this.dispatchEvent(new CustomEvent('launched', { detail: instance }));
    } catch (error) {
      this.refusal = asApiError(error);
      this.errors = this.refusal.errors;
      if (this.refusal.code !== 'unreachable') forgetIdempotencyKey();
      await this.#focusFirstError();
    } finally {
      this.busy = false;
    }
  }

  async #focusFirstError(): Promise<void> {
    await this.updateComplete;
    this.#fields()
      .find((field) => this.#errorAt(field.dataset.path ?? '') !== null)
      ?.focus();
  }

  #fields(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[data-path]')];
  }

  #fieldSelector(path: string | undefined): string {
    return `[data-path=${JSON.stringify(path ?? '/name')}]`;
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-launch-dialog', TmLaunchDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-launch-dialog': TmLaunchDialog;
  }
}
