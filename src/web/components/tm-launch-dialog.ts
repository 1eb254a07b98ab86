import { html, LitElement, nothing } from 'lit';
import type { FieldError } from '../../domain/errors.ts';
import type { Instance } from '../../domain/instance.ts';
import type { FormValues, ParaViewServer } from '../../domain/paraview-server.ts';
import type { Api } from '../api.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import type { AppView, DryRunView, ServersForm } from '../api-types.ts';
import type { PathSource } from '../files/path-source.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { icon } from '../icons.ts';
import { forgetIdempotencyKey, forgetRefusedKey } from '../launch/idempotency-key.ts';
import { JobOffer } from '../launch/job-offer.ts';
import { launchWithServer } from '../launch/launch.ts';
import { launchDialogStyles } from '../launch/launch-dialog-styles.ts';
import {
  checkForm,
  defaultName,
  initialForm,
  isComplete,
  jobDraft,
  type LaunchForm,
  type LaunchOffers,
  launchBody,
  shownPaths,
} from '../launch/launch-form.ts';
import { hasPresets, presetOf, presetTarget, withPreset } from '../launch/launch-preset.ts';
import { recipeForm } from '../launch/launch-recipe.ts';
import { forgetValues, recallValues, rememberTyped, rememberValues } from '../launch/remembered-values.ts';
import { whatRuns } from '../launch/what-runs.ts';
import type { RecipeValuesView } from '../recipes/recipes-api.ts';
import { kept } from '../remembered.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { launchTexts as words } from '../texts/launch-dialog.ts';
import './tm-app-icon.ts';
import './tm-launch-fields.ts';
import type { LaunchChange } from './tm-launch-fields.ts';
import './tm-presets.ts';
import './tm-what-runs.ts';

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
  readonly #jobs = new JobOffer(this, (fields) => {
    if (this.app !== null) this.form = { ...this.form, job: jobDraft(this.app, fields, this.form.job) };
  });

  static override styles = [
    sharedStyles,
    buttonStyles,
    nativeButtonStyles,
    dialogStyles,
    noticeStyles,
    launchDialogStyles,
  ];

  constructor() {
    super();
    this.home = null;
    this.app = null;
    this.proposedName = '';
    this.errors = [];
    this.touched = new Set();
    this.refusal = null;
    this.busy = false;
  }

  /**
   * `taken`: the names in use, for the name that is proposed; `values`: those of a recipe; null: those that were sent or typed
   * last.
   */
  async show(app: AppView, taken: ReadonlySet<string>, values: RecipeValuesView | null = null): Promise<void> {
    this.proposedName = defaultName(app.name, taken);
    this.app = app;
    const unsent = recallValues(kept.tab, location.pathname, app.id);
    const last = recallValues(kept.browser, location.pathname, app.id);
    this.form = values === null ? initialForm(app, { ...last, ...unsent }) : recipeForm(app, values);
    this.errors = [];
    this.touched = new Set();
    this.refusal = null;
    await this.updateComplete;
    this.#dialog().showModal();
    if (isComplete(app, this.form)) this.renderRoot.querySelector<HTMLElement>('.launch')?.focus();
    else await this.#focus(checkForm(app, this.form)[0]?.path ?? '/name');
    const presets = this.#presets();
    void presets?.load();
    if (this.hasScheduler) await this.#jobs.ask(this.api);
    await this.updateComplete;
    if (presets === null) await this.#presets()?.load();
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
        ${hasPresets(app, this.#jobs.fields !== null) ? this.#renderPresets(app) : nothing}
        <tm-launch-fields .app=${app} .form=${this.form} .offers=${this.#offers()} .servers=${this.servers} ?canStartServer=${this.serversForm.can_start}
          proposedName=${this.proposedName} .errors=${this.#shownErrors()} .paths=${this.paths}
          @edit=${(event: CustomEvent<LaunchChange>) => this.#change(event.detail)}></tm-launch-fields>
        ${this.#jobs.render(() => void this.#jobs.ask(this.api))}
        <tm-what-runs .runs=${whatRuns(app, this.form)} .form=${this.form} .testLaunch=${this.form.runOn === 'job' ? this.#testLaunch : null}></tm-what-runs>
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
    return { jobFields: this.#jobs.fields, serverFields: this.serversForm.fields };
  }

  /** Fields of the site's forms that hold a value show their errors at once: a partition may not take what another did. */
  #shownErrors(): FieldError[] {
    const { touched, form } = this;
    if (touched === 'all') return [...this.errors];
    const isFilled = (path: string) => path.startsWith('/resources/') && path.slice(11) in form.job;
    return this.errors.filter(({ path }) => touched.has(path) || isFilled(path));
  }

  #change({ path, change }: LaunchChange): void {
    this.form = { ...this.form, ...change };
    // A reload loses nothing that was typed.
    rememberTyped(kept.tab, location.pathname, (this.app as AppView).id, this.form);
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
    this.busy = true;
    this.refusal = null;
    try {
      // What was meant to run as a job must not run here instead.
      await this.#jobs.settle(this.form.runOn === 'job');
      if (await this.#showsErrors(app)) return;
      const instance = await this.#launch(app);
      forgetIdempotencyKey();
      rememberValues(kept.browser, location.pathname, app.id, this.form);
      forgetValues(kept.tab, location.pathname, app.id);
      this.#dialog().close();
      this.dispatchEvent(new CustomEvent('launched', { detail: instance }));
    } catch (error) {
      this.refusal = asApiError(error);
      this.errors = this.refusal.errors;
      forgetRefusedKey(this.refusal);
      await this.#focus(this.errors[0]?.path ?? '/name');
    } finally {
      this.busy = false;
    }
  }

  async #showsErrors(app: AppView): Promise<boolean> {
    this.touched = 'all';
    this.errors = checkForm(app, this.form, this.#offers());
    const [first] = this.errors;
    if (first !== undefined) await this.#focus(first.path);
    return first !== undefined;
  }

  /** A server that was started with it stays chosen when the launch itself was refused: a second try starts no other. */
  #launch(app: AppView): Promise<Instance> {
    return launchWithServer(this.api, app, this.form, this.home, this.#offers(), (server) => {
      this.form = { ...this.form, connectTo: server.id };
      this.dispatchEvent(new CustomEvent('started', { detail: server }));
    });
  }

  readonly #testLaunch = async (): Promise<DryRunView | null> => {
    const app = this.app as AppView;
    // Without the form of jobs it would be told what runs here.
    await this.#jobs.settle(true);
    if (await this.#showsErrors(app)) return null;
    return this.api.testLaunch(app.id, launchBody(app, this.form, this.home, this.#offers()));
  };

  async #focus(path: string): Promise<void> {
    await this.updateComplete;
    const fields = this.renderRoot.querySelector('tm-launch-fields');
    await fields?.updateComplete;
    fields?.focusField(path);
  }

  #presets(): HTMLElementTagNameMap['tm-presets'] | null {
    return this.renderRoot.querySelector('tm-presets');
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
