import { css, html, LitElement } from 'lit';
import { sharedStyles } from '../styles/shared.ts';
import { appTexts } from '../texts/apps.ts';

/** Grey boxes where the apps will be. They wait a little, so that a quick start does not flicker. */
export class TmSkeleton extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      div {
        display: grid;
        gap: 10px;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
        opacity: 0;
        animation: show 0.2s 0.25s forwards;
      }
      span {
        height: 112px;
        border-radius: 4px;
        background: var(--tm-calm-tint);
      }
      @media (forced-colors: active) {
        span {
          border: 1px solid GrayText;
        }
      }
      @keyframes show {
        to {
          opacity: 1;
        }
      }
    `,
  ];

  override render() {
    return html`<p class="spoken" role="status">${appTexts.loading}</p>
      <div aria-hidden="true">${Array.from({ length: 6 }, () => html`<span></span>`)}</div>`;
  }
}

customElements.define('tm-skeleton', TmSkeleton);

declare global {
  interface HTMLElementTagNameMap {
    'tm-skeleton': TmSkeleton;
  }
}
