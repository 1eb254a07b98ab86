import { css, html, LitElement, nothing } from 'lit';
import type { ApiError } from '../api-error.ts';
import { icon } from '../icons.ts';
import { sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';

/** Says that changes cannot be kept at the moment, and why. */
export class TmKeepingBanner extends LitElement {
  static override properties = { problem: { attribute: false } };
  declare problem: ApiError;

  static override styles = [
    sharedStyles,
    css`
      div {
        display: flex;
        align-items: flex-start;
        gap: 10px;
        padding: 6px 20px;
        background: var(--tm-warn-tint);
        color: var(--tm-warn);
        border-bottom: 1px solid var(--jp-border-color2);
        overflow-wrap: anywhere;
      }
      .icon {
        margin-top: 1px;
      }
    `,
  ];

  override render() {
    const { message, hint } = this.problem;
    return html`<div role="alert" data-testid="keeping-banner">
      ${icon('alert')}<span><strong>${pageTexts.keeping.cannot}</strong> ${message} ${hint ?? nothing}</span>
    </div>`;
  }
}

customElements.define('tm-keeping-banner', TmKeepingBanner);

declare global {
  interface HTMLElementTagNameMap {
    'tm-keeping-banner': TmKeepingBanner;
  }
}
