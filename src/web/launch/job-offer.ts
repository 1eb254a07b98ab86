import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ShownField } from '../../domain/form.ts';
import type { Api } from '../api.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import { icon } from '../icons.ts';
import { launchTexts as words } from '../texts/launch-dialog.ts';

/** Whether and how apps can run as jobs, as far as the daemon has told. What is known stays while it is asked again. */
export class JobOffer {
  readonly #host: ReactiveControllerHost;
  readonly #onFields: (fields: readonly ShownField[]) => void;
  #fields: readonly ShownField[] | null = null;
  #failure: ApiError | null = null;
  /** The call that is waited for. */
  #asked: Promise<unknown> | null = null;

  /** `onFields` hears of the job form whenever the daemon told it. */
  constructor(host: ReactiveControllerHost, onFields: (fields: readonly ShownField[]) => void) {
    this.#host = host;
    this.#onFields = onFields;
  }

  /** The job form; null where apps cannot run as jobs, or while that is not known. */
  get fields(): readonly ShownField[] | null {
    return this.#fields;
  }

  /** Asks the daemon; never throws. Of several calls the last one counts. */
  async ask(api: Pick<Api, 'jobForm'>): Promise<void> {
    const call = api.jobForm();
    this.#failure = null;
    this.#asked = call;
    this.#host.requestUpdate();
    try {
      const { fields, available } = await call;
      if (this.#asked === call) this.#take(available ? fields : null, null);
    } catch (error) {
      if (this.#asked === call) this.#take(this.#fields, asApiError(error));
    }
  }

  /** Waits until it is known. @throws ApiError why it cannot be, where nothing is known and it matters */
  async settle(matters: boolean): Promise<void> {
    await this.#asked?.catch(() => undefined);
    if (matters && this.#fields === null && this.#failure !== null) throw this.#failure;
  }

  /** What stands in place of the choice while there is none; `onRetry` is to ask again. */
  render(onRetry: () => void): TemplateResult | typeof nothing {
    if (this.#fields !== null) return nothing;
    if (this.#asked !== null)
      return html`<p class="muted" data-testid="job-form-asked">${icon('spinner')} ${words.jobFormAsked}</p>`;
    if (this.#failure === null) return nothing;
    const { message, hint } = this.#failure;
    return html`<div class="notice" role="alert" data-testid="job-form-failed"><strong>${words.jobFormFailed}</strong>${message} ${hint ?? nothing}
      <button type="button" class="button neutral" data-testid="retry-job-form" @click=${onRetry}>${words.askAgain}</button></div>`;
  }

  #take(fields: readonly ShownField[] | null, failure: ApiError | null): void {
    this.#asked = null;
    this.#fields = fields;
    this.#failure = failure;
    if (fields !== null && failure === null) this.#onFields(fields);
    this.#host.requestUpdate();
  }
}
