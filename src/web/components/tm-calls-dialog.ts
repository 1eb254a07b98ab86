import { css, html, LitElement, nothing } from 'lit';
import type { CallHistory, MadeCall } from '../script/call-history.ts';
import { callText, type ScriptLanguage, scriptStart, wholeScript } from '../script/script-text.ts';
import { buttonStyles, dialogStyles, sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';
import { scriptTexts as words } from '../texts/script.ts';
import './tm-copy-button.ts';

const languages = Object.keys(words.languages) as ScriptLanguage[];

/** The calls behind what was just done on the page, ready to paste. */
export class TmCallsDialog extends LitElement {
  static override properties = { calls: { state: true }, language: { state: true } };
  declare calls: readonly MadeCall[];
  declare language: ScriptLanguage;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    css`
      dialog {
        width: min(760px, calc(100vw - 24px));
      }
      fieldset {
        display: flex;
        gap: 16px;
        margin: 10px 0 0;
        padding: 0;
        border: 0;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 24px;
      }
      .call {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 6px 12px;
        margin-top: 14px;
      }
      .call + .muted {
        margin-top: 6px;
      }
      .call h3 {
        font-size: 13px;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      pre {
        grid-column: 1 / -1;
        max-height: 220px;
        margin: 0;
        padding: 8px 10px;
        overflow: auto;
        border-radius: 3px;
        background: var(--tm-code);
        font: 12px / 17px var(--jp-code-font-family);
      }
    `,
  ];

  constructor() {
    super();
    this.calls = [];
    this.language = 'python';
  }

  async show(history: CallHistory): Promise<void> {
    this.calls = history.calls;
    await this.updateComplete;
    this.#dialog().showModal();
  }

  override render() {
    return html`<dialog aria-labelledby="title" data-testid="calls-dialog">
      <div class="dialog-head"><h2 id="title">${words.title}</h2></div>
      <div class="dialog-body">
        <p>${this.calls.length === 0 ? words.empty : words.help}</p>
        <p><a href="api/docs" target="_blank" rel="noopener" data-testid="api-docs">${words.all}</a></p>
        ${this.calls.length === 0 ? nothing : this.#renderCalls()}
      </div>
      <div class="dialog-foot">
        ${this.calls.length === 0 ? nothing : html`<tm-copy-button data-testid="copy-all" scale="medium" .text=${wholeScript(this.language, this.#base(), this.calls)} label=${words.copyAll}></tm-copy-button>`}
        <jp-button data-testid="calls-close" @click=${() => this.#dialog().close()}>${pageTexts.close}</jp-button>
      </div>
    </dialog>`;
  }

  #renderCalls() {
    return html`
      <fieldset>
        <legend class="spoken">${words.language}</legend>
        ${languages.map(
          (language) =>
            html`<label><input type="radio" name="language" value=${language} .checked=${this.language === language} @change=${() => {
              this.language = language;
            }}>${words.languages[language]}</label>`,
        )}
      </fieldset>
      ${this.#renderText(words.start, scriptStart(this.language, this.#base()))}
      <p class="muted">${words.needs[this.language]}</p>
      ${this.calls.map((call) => this.#renderText(`${call.method} ${decodeURIComponent(call.path)}`, callText(this.language, call)))}
    `;
  }

  #renderText(name: string, text: string) {
    return html`<div class="call" role="group" aria-label=${name}>
      <h3>${name}</h3>
      <tm-copy-button .text=${text} label=${words.copy} aria-label=${words.copyCall(name)}></tm-copy-button>
      <pre tabindex="0" aria-label=${name}>${text}</pre>
    </div>`;
  }

  #base(): string {
    return new URL('.', location.href).href;
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-calls-dialog', TmCallsDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-calls-dialog': TmCallsDialog;
  }
}
