import { css, html, LitElement } from 'lit';
import type { WhatRuns } from '../launch/what-runs.ts';
import { sharedStyles } from '../styles/shared.ts';
import { launchTexts } from '../texts/launch-dialog.ts';

const { whatRuns: words } = launchTexts;

/** What a launch will run, folded until it is asked for. */
export class TmWhatRuns extends LitElement {
  static override properties = { runs: { attribute: false } };
  declare runs: WhatRuns;

  static override styles = [
    sharedStyles,
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
    `,
  ];

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
    </details>`;
  }
}

customElements.define('tm-what-runs', TmWhatRuns);

declare global {
  interface HTMLElementTagNameMap {
    'tm-what-runs': TmWhatRuns;
  }
}
