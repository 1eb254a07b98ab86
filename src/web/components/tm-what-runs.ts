import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { type ApiError, asApiError } from '../api-error.ts';
import type { DryRunView } from '../api-types.ts';
import { dryRunStyles, renderDryRun } from '../forms/dry-run-report.ts';
import { renderRefusal } from '../forms/refusal.ts';
import { icon } from '../icons.ts';
import type { LaunchForm } from '../launch/launch-form.ts';
import type { WhatRuns } from '../launch/what-runs.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { noticeStyles, sharedStyles } from '../styles/shared.ts';
import { launchTexts } from '../texts/launch-dialog.ts';

const { whatRuns: words } = launchTexts;

/** What a launch will run, folded until it is asked for. */
export class TmWhatRuns extends LitElement {
  static override properties = {
    runs: { attribute: false },
    form: { attribute: false },
    testLaunch: { attribute: false },
    dryRun: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };
  declare runs: WhatRuns;
  /** That `runs` was made from. */
  declare form: LaunchForm;
  /** Asks for the script of a job; it may give null, where the form has errors. Null: no job. */
  declare testLaunch: (() => Promise<DryRunView | null>) | null;
  /** Of `form`, once it was asked for. */
  declare dryRun: DryRunView | null;
  declare refusal: ApiError | null;
  declare busy: boolean;

  static override styles = [
    sharedStyles,
    nativeButtonStyles,
    noticeStyles,
    dryRunStyles,
    css`
      :host {
        display: block;
        margin-top: 14px;
      }
      summary {
        width: fit-content;
        min-height: 24px;
        cursor: pointer;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 4px 14px;
        margin: 8px 0 0;
      }
      dt {
        color: var(--tm-muted);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
        font: 12px / 18px var(--jp-code-font-family);
      }
      pre {
        max-height: 180px;
        margin: 0;
        padding: 6px 8px;
        overflow: auto;
        border-radius: 3px;
        background: var(--tm-code);
        font: inherit;
      }
      .show {
        margin-top: 10px;
      }
    `,
  ];

  constructor() {
    super();
    Object.assign(this, { testLaunch: null, dryRun: null, refusal: null, busy: false });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('form')) Object.assign(this, { dryRun: null, refusal: null });
  }

  override render() {
    const { file, command, workingDirectory, environment } = this.runs;
    const lines = environment.map(([name, value]) => `${name}=${value}`).join('\n');
    return html`<details data-testid="what-runs">
      <summary>${words.title}</summary>
      <dl>
        <dt>${words.command}</dt>
        <dd><pre tabindex="0" aria-label=${words.command}>${command}</pre></dd>
        <dt>${words.directory}</dt>
        <dd>${workingDirectory ?? words.whereJupyter}</dd>
        <dt>${words.environment}</dt>
        <dd><pre tabindex="0" aria-label=${words.environment}>${lines || words.nothing}</pre></dd>
        <dt>${words.file}</dt>
        <dd>${file}</dd>
      </dl>
      ${this.testLaunch === null ? nothing : this.#renderScript(this.testLaunch)}
    </details>`;
  }

  #renderScript(testLaunch: () => Promise<DryRunView | null>) {
    const { busy, dryRun, refusal } = this;
    return html`<button type="button" class="button neutral show" data-testid="show-job-script" aria-busy=${busy ? 'true' : nothing}
        @click=${() => void this.#show(testLaunch)}>${icon(busy ? 'spinner' : 'log')}${words.showScript}</button>
      ${renderRefusal(words.noScript, refusal, new Set())}
      ${dryRun === null ? nothing : renderDryRun(dryRun)}`;
  }

  async #show(testLaunch: () => Promise<DryRunView | null>): Promise<void> {
    if (this.busy) return;
    const { form } = this;
    this.busy = true;
    this.refusal = null;
    try {
      const dryRun = await testLaunch();
      // What was changed meanwhile makes another script.
      if (form === this.form) this.dryRun = dryRun;
    } catch (error) {
      this.refusal = asApiError(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    this.renderRoot.querySelector('.dry-run')?.scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('tm-what-runs', TmWhatRuns);

declare global {
  interface HTMLElementTagNameMap {
    'tm-what-runs': TmWhatRuns;
  }
}
