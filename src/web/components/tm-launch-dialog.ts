import { css, html, LitElement, nothing } from 'lit';
import type { FieldError } from '../../domain/errors.ts';
import type { Instance } from '../../domain/instance.ts';
import type { FormValues, ParaViewServer } from '../../domain/paraview-server.ts';
import type { Api } from '../api.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import type { AppView, ServersForm } from '../api-types.ts';
import type { PathSource } from '../files/path-source.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { icon } from '../icons.ts';
import { forgetIdempotencyKey } from '../launch/idempotency-key.ts';
import { launchWithServer } from '../launch/launch.ts';
import {
  checkForm,
  defaultName,
  initialForm,
  isComplete,
  jobDraft,
  type LaunchForm,
  type LaunchOffers,
  shownPaths,
} from '../launch/launch-form.ts';
import { hasPresets, presetOf, presetTarget, withPreset } from '../launch/launch-preset.ts';
import { forgetValues, recallValues, rememberValues } from '../launch/remembered-values.ts';
import { appTexts } from '../launch/texts.ts';
import { whatRuns } from '../launch/what-runs.ts';
import { kept } from '../remembered.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import './tm-app-icon.ts';
import './tm-launch-fields.ts';
import type { LaunchChange } from './tm-launch-fields.ts';
import './tm-presets.ts';
import './tm-what-runs.ts';

const { dialog: words } = appTexts;

/**
 * Asks for what an app needs and launches it. Enter launches, Escape cancels; what was typed stays when it was refused.
 * Emits "launched" with the new instance.
 */
export class TmLaunchDialog extends LitElement {
  static override properties = {
    api: { attribute: false },
    home: { attribute: false },
    servers: { attribute: false },
    serversForm: { attribute: false },
    paths: { attribute: false },
    hasScheduler: { type: Boolean },
    jobFields: { state: true },
    app: { state: true },
    proposedName: { state: true },
    form: { state: true },
    errors: { state: true },
    touched: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };
  declare api: Api;
  /** The user's home directory, for "~"; null while unknown. */
  declare home: string | null;
  /** Those that an app can be connected to. */
  declare servers: readonly ParaViewServer[];
  declare serversForm: ServersForm;
  /** What paths may be chosen from. */
  declare paths: PathSource;
  declare hasScheduler: boolean;
  /** The form of apps that run as jobs; null where they cannot, or before the daemon told. */
  declare jobFields: LaunchOffers['jobFields'];
  declare app: AppView | null;
  declare proposedName: string;
  /** Of `app`. */
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
      tm-presets {
        display: block;
        margin-bottom: 14px;
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
    this.jobFields = null;
    this.errors = [];
    this.touched = new Set();
    this.refusal = null;
    this.busy = false;
  }

  /** `taken`: the names in use, for the name that is proposed. */
  async show(app: AppView, taken: ReadonlySet<string>): Promise<void> {
    this.proposedName = defaultName(app.name, taken);
    this.app = app;
    const unsent = recallValues(kept.tab, location.pathname, app.id);
    const last = recallValues(kept.browser, location.pathname, app.id);
    this.form = initialForm(app, { ...last, ...unsent });
    this.errors = [];
    this.touched = new Set();
    this.refusal = null;
    await this.updateComplete;
    this.#dialog().showModal();
    if (isComplete(app, this.form)) this.renderRoot.querySelector<HTMLElement>('.launch')?.focus();
    else await this.#focus(checkForm(app, this.form)[0]?.path ?? '/name');
    if (this.hasScheduler) await this.#loadJobForm(app);
    await this.renderRoot.querySelector('tm-presets')?.load();
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
        ${renderRefusal(words.failed, this.refusal, new Set(shownPaths(app, this.form, this.#offers())))}
        ${app.description ? html`<p class="description muted">${app.description}</p>` : nothing}
        ${hasPresets(app, this.jobFields !== null) ? this.#renderPresets(app) : nothing}
        <tm-launch-fields .app=${app} .form=${this.form} .offers=${this.#offers()} .servers=${this.servers} ?canStartServer=${this.serversForm.can_start}
          proposedName=${this.proposedName} .errors=${this.#shownErrors()} .paths=${this.paths}
          @edit=${(event: CustomEvent<LaunchChange>) => this.#change(event.detail)}></tm-launch-fields>
        <tm-what-runs .runs=${whatRuns(app, this.form)}></tm-what-runs>
      </div>
      <div class="dialog-foot">
        <jp-button data-testid="cancel" ?disabled=${this.busy} @click=${() => this.#cancel(app)}>${words.cancel}</jp-button>
        <jp-button class="launch" appearance="accent" data-testid="submit" aria-busy=${this.busy ? 'true' : nothing} @click=${() => void this.#submit()}>
          ${this.busy ? icon('spinner', 'start') : icon('play', 'start')}${this.busy ? words.launching : words.launch}
        </jp-button>
      </div>
    </form>`;
  }

  #renderPresets(app: AppView) {
    return html`<tm-presets target=${presetTarget(app)} .api=${this.api.presets} .values=${() => presetOf(this.form)}
      @values=${(event: CustomEvent<FormValues>) => this.#take(app, event.detail)}></tm-presets>`;
  }

  #take(app: AppView, values: FormValues): void {
    this.form = withPreset(app, this.form, values);
    this.errors = checkForm(app, this.form, this.#offers());
  }

  #cancel(app: AppView): void {
    forgetValues(kept.tab, location.pathname, app.id);
    this.#dialog().close();
  }

  #offers(): LaunchOffers {
    return { jobFields: this.jobFields, serverFields: this.serversForm.fields };
  }

  /** Fields of the site's forms that hold a value show their errors at once: a partition may not take what another did. */
  #shownErrors(): FieldError[] {
    const { touched, form } = this;
    if (touched === 'all') return [...this.errors];
    const isFilled = (path: string) => path.startsWith('/resources/') && path.slice(11) in form.job;
    return this.errors.filter(({ path }) => touched.has(path) || isFilled(path));
  }

  async #loadJobForm(app: AppView): Promise<void> {
    const { fields, available } = await this.api.jobForm().catch(() => ({ fields: [], available: false }));
    if (this.app !== app) return;
    this.jobFields = available ? fields : null;
    this.form = { ...this.form, job: jobDraft(app, fields, this.form.job) };
  }

  #change({ path, change }: LaunchChange): void {
    this.form = { ...this.form, ...change };
    // A reload loses nothing that was typed.
    rememberValues(kept.tab, location.pathname, (this.app as AppView).id, this.form);
    if (this.touched !== 'all') this.touched = new Set(this.touched).add(path);
    // What the daemon said of other fields still holds; of this one the page's own check says more now.
    const own = checkForm(this.app as AppView, this.form, this.#offers());
    const refused = (this.refusal?.errors ?? []).filter((error) => this.errors.includes(error) && error.path !== path);
    this.errors = [...refused, ...own];
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    const target = event.composedPath()[0] as HTMLElement;
    // A button answers to Enter itself; Enter opens a list of choices.
    if (['button', 'select', 'textarea'].includes(target.localName)) return;
    event.preventDefault();
    void this.#submit();
  }

  async #submit(): Promise<void> {
    const app = this.app as AppView;
    if (this.busy) return;
    this.touched = 'all';
    this.refusal = null;
    this.errors = checkForm(app, this.form, this.#offers());
    if (this.errors.length > 0) return this.#focus(this.errors[0]?.path ?? '/name');
    this.busy = true;
    try {
      const instance = await this.#launch(app);
      forgetIdempotencyKey();
      rememberValues(kept.browser, location.pathname, app.id, this.form);
      forgetValues(kept.tab, location.pathname, app.id);
      this.#dialog().close();
      this.dispatchEvent(new CustomEvent('launched', { detail: instance }));
    } catch (error) {
      this.refusal = asApiError(error);
      this.errors = this.refusal.errors;
      if (this.refusal.code !== 'unreachable') forgetIdempotencyKey();
      await this.#focus(this.errors[0]?.path ?? '/name');
    } finally {
      this.busy = false;
    }
  }

  /** A server that was started with it stays chosen when the launch itself was refused: a second try starts no other. */
  #launch(app: AppView): Promise<Instance> {
    return launchWithServer(this.api, app, this.form, this.home, this.#offers(), (server) => {
      this.form = { ...this.form, connectTo: server.id };
      this.dispatchEvent(new CustomEvent('started', { detail: server }));
    });
  }

  async #focus(path: string): Promise<void> {
    await this.updateComplete;
    const fields = this.renderRoot.querySelector('tm-launch-fields');
    await fields?.updateComplete;
    fields?.focusField(path);
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
