import { html, LitElement } from 'lit';
import { copyText } from '../copy-text.ts';
import { icon } from '../icons.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';

const doneMs = 2_000;

/** Copies a text that is visible beside it, and says so on itself for a moment. */
export class TmCopyButton extends LitElement {
  static override properties = { text: { attribute: false }, label: {}, scale: {}, copied: { state: true } };
  declare text: string;
  declare label: string;
  /** The size of a jp-button; default: small. */
  declare scale: 'small' | 'medium';
  declare copied: boolean;

  static override styles = [sharedStyles, buttonStyles];

  constructor() {
    super();
    this.scale = 'small';
    this.copied = false;
  }

  override render() {
    return html`<jp-button scale=${this.scale} appearance="outline" @click=${() => void this.#copy()}>
        ${icon(this.copied ? 'check' : 'copy', 'start')}${this.copied ? pageTexts.copied : this.label}
      </jp-button>
      <span class="spoken" role="status">${this.copied ? pageTexts.copied : ''}</span>`;
  }

  async #copy(): Promise<void> {
    this.copied = await copyText(this.text);
    if (this.copied)
      setTimeout(() => {
        this.copied = false;
      }, doneMs);
  }
}

customElements.define('tm-copy-button', TmCopyButton);

declare global {
  interface HTMLElementTagNameMap {
    'tm-copy-button': TmCopyButton;
  }
}
