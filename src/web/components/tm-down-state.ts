import { css, html, LitElement, nothing } from 'lit';
import type { ApiError } from '../api-error.ts';
import { icon } from '../icons.ts';
import { buttonStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';

/** Shown when the daemon never answered. Emits "retry". */
export class TmDownState extends LitElement {
  static override properties = { reason: { attribute: false } };
  /** Why, as far as a call could tell; null while unknown. */
  declare reason: ApiError | null;

  static override styles = [
    sharedStyles,
    buttonStyles,
    noticeStyles,
    css`
      section {
        display: grid;
        gap: 12px;
        justify-items: start;
        max-width: 560px;
        margin: 8vh auto 0;
        padding: 20px;
      }
      .sign .icon {
        width: 44px;
        height: 44px;
        stroke-width: 1.4;
        color: var(--tm-bad);
      }
      h2 {
        font-size: 20px;
        font-weight: 600;
      }
    `,
  ];

  constructor() {
    super();
    this.reason = null;
  }

  override render() {
    const { downTitle, downText, tryNow } = pageTexts.connection;
    return html`<section role="alert" data-testid="down-state">
      <div class="sign">${icon('offline')}</div>
      <h2>${downTitle}</h2>
      ${this.reason === null ? nothing : html`<p class="notice bad">${this.reason.message} ${this.reason.hint ?? nothing}</p>`}
      <p>${downText}</p>
      <jp-button appearance="accent" data-testid="retry" @click=${() => this.dispatchEvent(new CustomEvent('retry'))}>${tryNow}</jp-button>
    </section>`;
  }
}

customElements.define('tm-down-state', TmDownState);

declare global {
  interface HTMLElementTagNameMap {
    'tm-down-state': TmDownState;
  }
}
