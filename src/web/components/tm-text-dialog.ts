import { css, html, LitElement } from 'lit';
import { buttonStyles, dialogStyles, sharedStyles } from '../styles/shared.ts';
import { instanceTexts } from '../texts/instances.ts';
import { pageTexts } from '../texts/page.ts';

/** Shows a text to copy by hand, selected, where the page may not use the clipboard. */
export class TmTextDialog extends LitElement {
  static override properties = { heading: { state: true }, help: { state: true }, text: { state: true } };
  declare heading: string;
  declare help: string;
  declare text: string;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    css`
      textarea {
        width: 100%;
        margin-top: 10px;
        padding: 8px;
        border: 1px solid var(--tm-field-border);
        border-radius: 3px;
        background: var(--tm-code);
        color: inherit;
        font: 12px var(--jp-code-font-family);
        resize: vertical;
      }
    `,
  ];

  constructor() {
    super();
    this.heading = '';
    this.help = '';
    this.text = '';
  }

  async show(heading: string, help: string, text: string): Promise<void> {
    Object.assign(this, { heading, help, text });
    await this.updateComplete;
    this.#dialog().showModal();
    const area = this.renderRoot.querySelector('textarea');
    area?.focus();
    area?.select();
  }

  override render() {
    return html`<dialog aria-labelledby="title" @close=${() => this.requestUpdate()}>
      <div class="dialog-head"><h2 id="title">${this.heading}</h2></div>
      <div class="dialog-body">
        <p id="help">${this.help}</p>
        <textarea readonly rows="3" aria-label=${instanceTexts.link.label} aria-describedby="help" .value=${this.text}></textarea>
      </div>
      <div class="dialog-foot"><jp-button @click=${() => this.#dialog().close()}>${pageTexts.close}</jp-button></div>
    </dialog>`;
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-text-dialog', TmTextDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-text-dialog': TmTextDialog;
  }
}
