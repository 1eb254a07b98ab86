import { css, html, LitElement } from 'lit';
import type { AppView } from '../api-types.ts';
import { icon } from '../icons.ts';
import { sharedStyles } from '../styles/shared.ts';

/** The app's own icon, or ours where there is none or it is not an image. */
export class TmAppIcon extends LitElement {
  static override properties = { app: { attribute: false }, broken: { state: true } };
  declare app: AppView;
  /** The URL that did not load, if any. */
  declare broken: string | null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        width: 40px;
        height: 40px;
        flex: none;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: contain;
      }
      span {
        display: grid;
        place-items: center;
        width: 100%;
        height: 100%;
        border-radius: 6px;
        background: var(--tm-busy-tint);
        color: var(--tm-busy);
      }
      .web {
        background: var(--tm-good-tint);
        color: var(--tm-good);
      }
      .icon {
        width: 24px;
        height: 24px;
        stroke-width: 1.6;
      }
    `,
  ];

  constructor() {
    super();
    this.broken = null;
  }

  override render() {
    const { icon_url: url, kind } = this.app;
    if (url === null || url === this.broken) return html`<span class=${kind}>${icon(kind)}</span>`;
    return html`<img src=${url} alt="" loading="lazy" decoding="async" @error=${() => {
      this.broken = url;
    }}>`;
  }
}

customElements.define('tm-app-icon', TmAppIcon);

declare global {
  interface HTMLElementTagNameMap {
    'tm-app-icon': TmAppIcon;
  }
}
