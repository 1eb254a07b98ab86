import { css, html, LitElement, nothing } from 'lit';
import { type IconName, icon } from '../icons.ts';
import type { MenuItem } from '../menu-item.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';

/**
 * A button that opens a menu below it: arrow keys move, Enter chooses, Escape and a click elsewhere close. Emits "choose"
 * with the id of the item. In the compact form, for rows, the button is a sign alone.
 */
export class TmMenu extends LitElement {
  static override properties = {
    label: {},
    name: {},
    icon: {},
    items: { attribute: false },
    busy: { type: Boolean },
    compact: { type: Boolean },
    open: { state: true },
  };
  declare label: string;
  /** What the menu is called for screen readers. */
  declare name: string;
  declare icon: IconName;
  declare items: readonly MenuItem[];
  declare busy: boolean;
  declare compact: boolean;
  declare open: boolean;

  static override styles = [
    sharedStyles,
    buttonStyles,
    nativeButtonStyles,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      [role='menu'] {
        position: absolute;
        inset: calc(100% + 2px) auto auto 0;
        z-index: 5;
        width: max-content;
        max-width: min(320px, calc(100vw - 40px));
        max-height: 320px;
        overflow: auto;
        padding: 4px 0;
        border: 1px solid var(--jp-border-color1);
        border-radius: 3px;
        background: var(--jp-layout-color1);
        box-shadow: var(--jp-elevation-z4);
      }
      :host([right]) [role='menu'] {
        inset-inline: auto 0;
      }
      [role='menuitem'] {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        padding: 5px 14px 5px 10px;
        color: inherit;
        text-decoration: none;
        white-space: normal;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      [role='menuitem'] .icon {
        margin-top: 1px;
        color: var(--tm-muted);
      }
      [role='menuitem']:hover,
      [role='menuitem']:focus {
        background: var(--jp-layout-color2);
        outline-offset: -2px;
      }
      @media (forced-colors: active) {
        [role='menuitem']:is(:hover, :focus) {
          outline: 2px solid Highlight;
        }
      }
      .apart {
        border-top: 1px solid var(--jp-border-color2);
        margin-top: 4px;
        padding-top: 9px;
      }
      small {
        display: block;
        font-size: 12px;
      }
      [role='menuitem']:is(:hover, :focus) .muted {
        color: inherit;
      }
    `,
  ];

  constructor() {
    super();
    this.items = [];
    this.busy = false;
    this.compact = false;
    this.open = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close(false);
  }

  override render() {
    return html`${this.compact ? this.#renderSign() : this.#renderButton()}
      ${this.open ? html`<div role="menu" aria-label=${this.name} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>${this.items.map((item) => this.#renderItem(item))}</div>` : nothing}`;
  }

  #renderButton() {
    return html`<jp-button
        scale="small"
        appearance="outline"
        data-testid="menu-button"
        aria-haspopup="menu"
        aria-expanded=${String(this.open)}
        aria-label=${this.name}
        aria-busy=${this.busy ? 'true' : nothing}
        @click=${() => this.#toggle()}
      >${icon(this.busy ? 'spinner' : this.icon, 'start')}${this.label}</jp-button>`;
  }

  #renderSign() {
    return html`<button
      type="button"
      class="button bare"
      data-testid="menu-button"
      aria-haspopup="menu"
      aria-expanded=${String(this.open)}
      aria-label=${this.name}
      aria-busy=${this.busy ? 'true' : nothing}
      title=${this.label}
      @click=${() => this.#toggle()}
    >${icon(this.busy ? 'spinner' : this.icon)}</button>`;
  }

  #renderItem(item: MenuItem) {
    const look = item.apart ? 'apart' : '';
    const choose = () => this.#choose(item);
    const inside = html`${item.icon === undefined ? nothing : icon(item.icon)}
      <span>${item.label}${item.detail === undefined ? nothing : html`<small class="muted">${item.detail}</small>`}</span>`;
    if (item.download === undefined)
      return html`<div role="menuitem" tabindex="-1" class=${look} data-testid="menu-item" data-id=${item.id} @click=${choose}>${inside}</div>`;
    return html`<a role="menuitem" tabindex="-1" class=${look} data-testid="menu-item" data-id=${item.id} href=${item.download} download @click=${choose}>${inside}</a>`;
  }

  #toggle(): void {
    if (this.open) this.#close(true);
    else void this.#show();
  }

  async #show(): Promise<void> {
    if (this.busy) return;
    this.open = true;
    document.addEventListener('pointerdown', this.#onElsewhere);
    await this.updateComplete;
    this.#keepInside();
    this.renderRoot.querySelector('[role=menu]')?.scrollIntoView({ block: 'nearest' });
    this.#items()[0]?.focus();
  }

  /** Opens to the other side where it would stick out of the page. */
  #keepInside(): void {
    this.removeAttribute('right');
    const box = this.renderRoot.querySelector('[role=menu]')?.getBoundingClientRect();
    this.toggleAttribute('right', box !== undefined && box.right > document.documentElement.clientWidth - 4);
  }

  #close(returnFocus: boolean): void {
    this.open = false;
    document.removeEventListener('pointerdown', this.#onElsewhere);
    if (returnFocus) this.renderRoot.querySelector<HTMLElement>('[data-testid=menu-button]')?.focus();
  }

  readonly #onElsewhere = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#close(false);
  };

  #choose(item: MenuItem): void {
    this.#close(true);
    this.dispatchEvent(new CustomEvent('choose', { detail: item.id }));
  }

  #onKey(event: KeyboardEvent): void {
    const { key } = event;
    if (key === 'Tab') this.#close(true);
    else if (this.#answers(key, event.composedPath()[0] as HTMLElement)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** False for keys that mean nothing here. */
  #answers(key: string, focused: HTMLElement): boolean {
    const items = this.#items();
    const index = items.indexOf(focused);
    const item = this.items[index];
    if (key === 'Escape') this.#close(true);
    // A click also follows a link.
    else if ((key === 'Enter' || key === ' ') && item !== undefined) items[index]?.click();
    else if (key === 'ArrowDown') items[(index + 1) % items.length]?.focus();
    else if (key === 'ArrowUp') items.at(index - 1)?.focus();
    else if (key === 'Home') items[0]?.focus();
    else if (key === 'End') items.at(-1)?.focus();
    else return false;
    return true;
  }

  #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
}

customElements.define('tm-menu', TmMenu);

declare global {
  interface HTMLElementTagNameMap {
    'tm-menu': TmMenu;
  }
}
