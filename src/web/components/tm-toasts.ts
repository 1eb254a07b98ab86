import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { keepFocusClear } from '../focus-room.ts';
import { focusedElement } from '../focused-element.ts';
import { onUndoKey } from '../page-keys.ts';
import type { Toast } from '../page-ui.ts';
import { sharedStyles } from '../styles/shared.ts';
import { noticeTexts } from '../texts/notices.ts';
import './tm-toast.ts';

/** More than this at once is a wall: the oldest goes first, those that somebody may still answer last. */
const maximumToasts = 5;

/** The messages at the lower edge of the page, newest at the bottom; screen readers speak new ones. */
export class TmToasts extends LitElement {
  static override properties = { toasts: { state: true } };
  declare toasts: Toast[];
  #end: (() => void) | null = null;
  /** What had the focus when a message came. */
  readonly #focusedBefore = new WeakMap<Toast, HTMLElement>();

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

  override connectedCallback(): void {
    super.connectedCallback();
    const ends = [keepFocusClear('bottom', this), onUndoKey(() => this.#undo())];
    this.#end = () => {
      for (const end of ends) end();
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  show(toast: Toast): void {
    const focused = focusedElement();
    if (focused !== null) this.#focusedBefore.set(toast, focused);
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

  /** The newest that can be undone. */
  #undo(): void {
    const undone = this.toasts.findLast(({ action }) => action?.undoes);
    [...this.renderRoot.querySelectorAll('tm-toast')].find(({ toast }) => toast === undone)?.act();
  }

  /** Whoever pressed a button of it goes on from where it came up. */
  #drop(toast: Toast): void {
    const hadFocus = this.matches(':focus-within');
    this.toasts = this.toasts.filter((other) => other !== toast);
    const before = this.#focusedBefore.get(toast);
    if (hadFocus && before?.isConnected) before.focus();
  }
}

customElements.define('tm-toasts', TmToasts);

declare global {
  interface HTMLElementTagNameMap {
    'tm-toasts': TmToasts;
  }
}
