import { css, html, LitElement, nothing } from 'lit';
import { icon } from '../icons.ts';
import type { Toast } from '../page-ui.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';

/** One message. Its time stands still while it is pointed at or holds the focus. */
export class TmToast extends LitElement {
  static override properties = { toast: { attribute: false } };
  declare toast: Toast;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #remainingMs = 0;
  #startedMs = 0;
  #over = false;

  static override styles = [
    sharedStyles,
    buttonStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 8px 8px 8px 14px;
        border-radius: 4px;
        background: var(--jp-layout-color1);
        border: 1px solid var(--jp-border-color1);
        border-inline-start: 4px solid var(--tm-busy);
        box-shadow: var(--jp-elevation-z4);
        pointer-events: auto;
      }
      :host([tone='good']) {
        border-inline-start-color: var(--tm-good);
      }
      :host([tone='bad']) {
        border-inline-start-color: var(--tm-bad);
      }
      .words {
        flex: 1;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('tone', this.toast.tone);
    this.#remainingMs = this.toast.lifetimeMs ?? Number.POSITIVE_INFINITY;
    for (const type of ['pointerenter', 'focusin']) this.addEventListener(type, () => this.#hold());
    for (const type of ['pointerleave', 'focusout']) this.addEventListener(type, () => this.#run());
    this.#run();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    const { text, detail, action, link } = this.toast;
    return html`
      <div class="words">
        <div>${text}</div>
        ${detail ? html`<div class="muted">${detail}</div>` : nothing}
        ${link ? html`<a href=${link.url} target="_blank" rel="noopener" @click=${() => this.#leave()}>${link.label}</a>` : nothing}
      </div>
      ${action ? html`<jp-button scale="small" data-testid="toast-action" title=${action.undoes ? pageTexts.undoKeys : nothing} aria-keyshortcuts=${action.undoes ? 'Control+Z Meta+Z' : nothing} @click=${() => this.act()}>${action.label}</jp-button>` : nothing}
      <jp-button scale="small" appearance="stealth" title=${pageTexts.dismiss} aria-label=${pageTexts.dismiss} @click=${() => this.#leave()}>
        ${icon('close')}
      </jp-button>
    `;
  }

  #run(): void {
    if (this.#over || this.#remainingMs === Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#startedMs = performance.now();
    this.#timer = setTimeout(() => this.#leave(), this.#remainingMs);
  }

  #hold(): void {
    clearTimeout(this.#timer);
    this.#remainingMs -= performance.now() - this.#startedMs;
    this.#startedMs = performance.now();
  }

  /** Does what the toast offers. */
  act(): void {
    const { action } = this.toast;
    if (this.#over || action === undefined) return;
    this.#end();
    action.run();
  }

  #leave(): void {
    if (this.#over) return;
    this.#end();
    this.toast.onGone?.();
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.dispatchEvent(new CustomEvent('gone'));
  }
}

customElements.define('tm-toast', TmToast);

declare global {
  interface HTMLElementTagNameMap {
    'tm-toast': TmToast;
  }
}
