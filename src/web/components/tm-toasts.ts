import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { noticeTexts } from '../notifications/texts.ts';
import type { Toast } from '../page-ui.ts';
import { sharedStyles } from '../styles/shared.ts';
import './tm-toast.ts';

/** More than this at once is a wall: the oldest goes first, those that somebody may still answer last. */
const maximumToasts = 5;

/** The messages at the lower edge of the page, newest at the bottom; screen readers speak new ones. */
export class TmToasts extends LitElement {
  static override properties = { toasts: { state: true } };
  declare toasts: Toast[];

  static override styles = [
    sharedStyles,
    css`
      :host {
        position: fixed;
        inset: auto 16px 16px auto;
        width: min(420px, calc(100vw - 32px));
        z-index: 10;
        pointer-events: none;
      }
      section,
      div {
        display: grid;
        gap: 8px;
      }
      section + div:not(:empty) {
        margin-top: 8px;
      }
    `,
  ];

  constructor() {
    super();
    this.toasts = [];
  }

  show(toast: Toast): void {
    const surplus = new Set(this.#byWeight().slice(0, Math.max(0, this.toasts.length + 1 - maximumToasts)));
    this.toasts = [...this.toasts.filter((old) => !surplus.has(old)), toast];
    for (const old of surplus) old.onGone?.();
  }

  override render() {
    const heard = this.toasts.filter(({ isHeard }) => isHeard);
    return html`${heard.length === 0 ? nothing : html`<section aria-label=${noticeTexts.region}>${this.#renderToasts(heard)}</section>`}
      <div role="status" aria-live="polite">${this.#renderToasts(this.toasts.filter(({ isHeard }) => !isHeard))}</div>`;
  }

  #renderToasts(toasts: readonly Toast[]) {
    return repeat(
      toasts,
      (toast) => toast,
      (toast) => html`<tm-toast data-testid="toast" .toast=${toast} @gone=${() => this.#drop(toast)}></tm-toast>`,
    );
  }

  #byWeight(): Toast[] {
    const waits = ({ onGone }: Toast) => onGone !== undefined;
    return [...this.toasts.filter((toast) => !waits(toast)), ...this.toasts.filter(waits)];
  }

  #drop(toast: Toast): void {
    this.toasts = this.toasts.filter((other) => other !== toast);
  }
}

customElements.define('tm-toasts', TmToasts);

declare global {
  interface HTMLElementTagNameMap {
    'tm-toasts': TmToasts;
  }
}
