import { css, html, LitElement, nothing } from 'lit';
import type { ApiError } from '../api-error.ts';
import { icon } from '../icons.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';

/** Says that what is shown may be old. Emits "retry" for those who do not want to wait. */
export class TmConnectionBanner extends LitElement {
  static override properties = { reason: { attribute: false } };
  /** Why, where waiting does not help; null otherwise. */
  declare reason: ApiError | null;

  static override styles = [
    sharedStyles,
    buttonStyles,
    css`
      div {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 6px 20px;
        background: var(--tm-warn-tint);
        color: var(--tm-warn);
        border-bottom: 1px solid var(--jp-border-color2);
      }
      span {
        flex: 1;
      }
    `,
  ];

  constructor() {
    super();
    this.reason = null;
  }

  override render() {
    const { message, hint } = this.reason ?? { message: pageTexts.connection.lost, hint: null };
    return html`<div role="alert" data-testid="connection-lost">
      ${icon(this.reason === null ? 'spinner' : 'offline')}
      <span>${message} ${hint ?? nothing}</span>
      <jp-button scale="small" data-testid="retry" @click=${() => this.dispatchEvent(new CustomEvent('retry'))}>${pageTexts.connection.tryNow}</jp-button>
    </div>`;
  }
}

customElements.define('tm-connection-banner', TmConnectionBanner);

declare global {
  interface HTMLElementTagNameMap {
    'tm-connection-banner': TmConnectionBanner;
  }
}
