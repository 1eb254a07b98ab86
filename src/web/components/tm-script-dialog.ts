import { css, html, LitElement, nothing } from 'lit';
import type { Job } from '../../domain/scheduler.ts';
import type { Api } from '../api.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import type { DryRunView, SubmitJobBody } from '../api-types.ts';
import type { PathSource } from '../files/path-source.ts';
import { dryRunStyles, renderDryRun } from '../forms/dry-run-report.ts';
import type { FieldLook } from '../forms/look.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { keepUnsent, recallUnsent } from '../forms/unsent-values.ts';
import { icon } from '../icons.ts';
import { forgetIdempotencyKey, forgetRefusedKey, idempotencyKeyFor } from '../launch/idempotency-key.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { fieldTexts } from '../texts/fields.ts';
import { jobDialogTexts as words } from '../texts/job-dialog.ts';
import './tm-field.ts';

type FieldName = keyof SubmitJobBody;
const fieldNames = ['script_file', 'working_directory', 'name'] as const satisfies FieldName[];

const looks: Record<FieldName, FieldLook> = {
  script_file: {
    label: words.file,
    help: words.fileHelp,
    required: true,
    kind: 'path',
    pathKind: 'file',
    placeholder: words.filePlaceholder,
  },
  working_directory: {
    label: words.directory,
    help: words.directoryHelp,
    required: false,
    kind: 'path',
    pathKind: 'directory',
  },
  name: { label: words.name, help: words.nameHelp, required: false, kind: 'text' },
};

const formName = 'jobs';

/** Submits a batch script of the user's. Enter submits, Escape cancels. */
export class TmScriptDialog extends LitElement {
  static override properties = {
    api: { attribute: false },
    queueTitle: { attribute: false },
    paths: { attribute: false },
    typed: { state: true },
    tried: { state: true },
    refusal: { state: true },
    dryRun: { state: true },
    busy: { state: true },
  };
  declare api: Api;
  /** "Slurm". */
  declare queueTitle: string;
  /** What paths may be chosen from. */
  declare paths: PathSource;
  declare typed: Record<FieldName, string>;
  declare tried: boolean;
  declare refusal: ApiError | null;
  declare dryRun: DryRunView | null;
  declare busy: 'submit' | 'check' | null;
  #resolve: (job: Job | null) => void = () => undefined;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    noticeStyles,
    dryRunStyles,
    css`
      .fields {
        display: grid;
        gap: 14px;
        padding: 2px;
      }
      .check {
        margin-inline-end: auto;
      }
    `,
  ];

  constructor() {
    super();
    const unsent = recallUnsent(formName);
    const typed = fieldNames.map((name) => [name, String(unsent[name] ?? '')]);
    this.typed = Object.fromEntries(typed) as Record<FieldName, string>;
    this.busy = null;
    this.#startAnew();
  }

  /** What was typed last is there again, after a reload too. Null: nothing was submitted. */
  async show(): Promise<Job | null> {
    this.#startAnew();
    await this.updateComplete;
    this.#dialog().showModal();
    this.renderRoot.querySelector('tm-field')?.focus();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override render() {
    const fields = new Set(fieldNames.map((name) => `/${name}`));
    return html`<dialog aria-labelledby="title" data-testid="script-dialog" @cancel=${(event: Event) => this.busy && event.preventDefault()}
      @close=${() => this.#resolve(null)} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      <div class="dialog-head"><h2 id="title">${words.title}</h2></div>
      <div class="dialog-body">
        ${renderRefusal(words.failed, this.refusal, fields)}
        <div class="fields">
          <p class="muted">${words.text(this.queueTitle)}</p>
          ${fieldNames.map((name) => this.#renderField(name))}
        </div>
        ${this.dryRun === null ? nothing : renderDryRun(this.dryRun)}
      </div>
      <div class="dialog-foot">
        <jp-button class="check" appearance="outline" data-testid="check-script" aria-busy=${this.busy === 'check' ? 'true' : nothing} @click=${() => void this.#check()}>${icon(this.busy === 'check' ? 'spinner' : 'check', 'start')}${words.check}</jp-button>
        <jp-button data-testid="cancel" ?disabled=${this.busy !== null} @click=${() => this.#dialog().close()}>${words.cancel}</jp-button>
        <jp-button appearance="accent" data-testid="submit-job" aria-busy=${this.busy === 'submit' ? 'true' : nothing} @click=${() => void this.#submit()}>${icon(this.busy === 'submit' ? 'spinner' : 'play', 'start')}${this.busy === 'submit' ? words.submitting : words.submit}</jp-button>
      </div>
    </dialog>`;
  }

  #renderField(name: FieldName) {
    return html`<tm-field data-testid=${`field-${name}`} data-path=${`/${name}`} .look=${looks[name]} .value=${this.typed[name]} .error=${this.#errorOf(name)} .paths=${this.paths}
      @value=${(event: CustomEvent<string>) => {
        this.typed = { ...this.typed, [name]: event.detail };
        keepUnsent(formName, this.typed);
        this.refusal = null;
        this.dryRun = null;
      }}></tm-field>`;
  }

  #errorOf(name: FieldName): string | null {
    const refused = this.refusal?.errors.find(({ path }) => path === `/${name}`)?.message;
    return refused ?? (this.tried ? this.#problemOf(name) : null);
  }

  #problemOf(name: FieldName): string | null {
    const path = this.typed[name].trim();
    if (name === 'name') return null;
    if (path === '') return looks[name].required ? fieldTexts.required : null;
    return /^[/~]/.test(path) ? null : words.fullPath;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    if ((event.composedPath()[0] as HTMLElement).localName === 'button') return;
    event.preventDefault();
    void this.#submit();
  }

  async #check(): Promise<void> {
    await this.#send('check', async (body) => {
      this.dryRun = await this.api.jobs.dryRun(body);
    });
  }

  async #submit(): Promise<void> {
    await this.#send('submit', async (body) => {
      const job = await this.api.jobs.submit(body, idempotencyKeyFor('jobs', body));
      forgetIdempotencyKey();
      this.#resolve(job);
      this.#dialog().close();
    });
  }

  async #send(what: 'check' | 'submit', send: (body: SubmitJobBody) => Promise<void>): Promise<void> {
    this.tried = true;
    if (this.busy !== null || fieldNames.some((name) => this.#problemOf(name) !== null)) return;
    this.refusal = null;
    this.busy = what;
    try {
      await send(this.#body());
    } catch (error) {
      this.refusal = asApiError(error);
      forgetRefusedKey(this.refusal);
    } finally {
      this.busy = null;
    }
  }

  #body(): SubmitJobBody {
    const { script_file, working_directory, name } = this.typed;
    const body: SubmitJobBody = { script_file: script_file.trim() };
    if (working_directory.trim() !== '') body.working_directory = working_directory.trim();
    if (name.trim() !== '') body.name = name.trim();
    return body;
  }

  #startAnew(): void {
    Object.assign(this, { tried: false, refusal: null, dryRun: null });
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-script-dialog', TmScriptDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-script-dialog': TmScriptDialog;
  }
}
