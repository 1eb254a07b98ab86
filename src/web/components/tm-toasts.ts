import { css, html, LitElement } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Toast } from '../page-ui.ts';
import { sharedStyles } from '../styles/shared.ts';
import './tm-toast.ts';

/** More than this at once is a wall: the oldest goes first. */
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
      div {
        display: grid;
        gap: 8px;
      }
    `,
  ];

  constructor() {
    super();
    this.toasts = [];
  }

  show(toast: Toast): void {
    const surplus = this.toasts.slice(0, Math.max(0, this.toasts.length + 1 - maximumToasts));
    this.toasts = [...this.toasts.slice(surplus.length), toast];
    for (const old of surplus) old.onGone?.();
  }

  override render() {
    return html`<div role="status" aria-live="polite">
      ${repeat(
        this.toasts,
        (toast) => toast,
        (toast) => html`<tm-toast data-testid="toast" .toast=${toast} @gone=${() => this.#drop(toast)}></tm-toast>`,
      )}
    </div>`;
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
