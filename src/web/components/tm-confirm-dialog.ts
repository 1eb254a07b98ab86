import { css, html, LitElement, nothing } from 'lit';
import type { Question } from '../page-ui.ts';
import { buttonStyles, dialogStyles, sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';

/** Asks before something is lost. Escape and the first button mean no; the focus starts there. */
export class TmConfirmDialog extends LitElement {
  static override properties = { question: { state: true } };
  declare question: Question | null;
  #answer: ((confirmed: boolean) => void) | null = null;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    css`
      ul {
        max-height: min(240px, 40dvh);
        margin-top: 10px;
        padding: 6px 10px;
        overflow: auto;
        border: 1px solid var(--jp-border-color2);
        border-radius: 3px;
      }
    `,
  ];

  constructor() {
    super();
    this.question = null;
  }

  /** True when confirmed. A question that is still open counts as answered with no. */
  async ask(question: Question): Promise<boolean> {
    this.#close(false);
    this.question = question;
    await this.updateComplete;
    this.#dialog().showModal();
    this.renderRoot.querySelector<HTMLElement>('.cancel')?.focus();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  override render() {
    const { title, text, items, confirm, cancel, danger } = this.question ?? { title: '', text: '', confirm: '' };
    return html`<dialog role="alertdialog" aria-labelledby="title" aria-describedby="text" data-testid="confirm" @close=${() => this.#close(false)}>
      <div class="dialog-head"><h2 id="title">${title}</h2></div>
      <div class="dialog-body">
        <p id="text">${text}</p>
        ${items === undefined ? nothing : html`<ul tabindex="0" role="list" aria-labelledby="title" data-testid="confirm-items">${items.map((item) => html`<li>${item}</li>`)}</ul>`}
      </div>
      <div class="dialog-foot">
        <jp-button class="cancel" data-testid="confirm-cancel" @click=${() => this.#close(false)}>${cancel ?? pageTexts.cancel}</jp-button>
        <jp-button appearance=${danger ? 'error' : 'accent'} data-testid="confirm-ok" @click=${() => this.#close(true)}>${confirm}</jp-button>
      </div>
    </dialog>`;
  }

  #close(confirmed: boolean): void {
    const answer = this.#answer;
    this.#answer = null;
    if (this.hasUpdated) this.#dialog().close();
    answer?.(confirmed);
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-confirm-dialog', TmConfirmDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-confirm-dialog': TmConfirmDialog;
  }
}
