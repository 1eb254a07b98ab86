import { css, html, LitElement, nothing } from 'lit';
import type { SystemView } from '../api-types.ts';
import { icon } from '../icons.ts';
import type { ConnectionState } from '../store.ts';
import { sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';
import './tm-notify-switch.ts';

/** The bar on top: what this is, whose and where, and whether what is shown is live. Emits "script". */
export class TmHeader extends LitElement {
  static override properties = { system: { attribute: false }, connection: {} };
  declare system: SystemView | null;
  declare connection: ConnectionState;

  static override styles = [
    sharedStyles,
    css`
      header {
        display: flex;
        align-items: center;
        gap: 4px 14px;
        flex-wrap: wrap;
        padding: 9px 20px;
        border-bottom: 1px solid var(--jp-border-color2);
        background: var(--jp-layout-color1);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 10px;
      }
      img {
        width: 26px;
        height: 26px;
      }
      h1 {
        font-size: 16px;
        font-weight: 600;
        white-space: nowrap;
      }
      .configuration {
        padding: 1px 8px;
        border: 1px solid var(--jp-border-color1);
        border-radius: 10px;
        font-size: 12px;
      }
      .end {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        margin-inline-start: auto;
      }
      .who {
        overflow-wrap: anywhere;
      }
      .signs {
        display: inline-flex;
        align-items: center;
        gap: 10px;
      }
      .connection {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        white-space: nowrap;
      }
      .dot {
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--tm-good);
      }
      .connecting .dot {
        background: none;
        border: 2px solid var(--tm-muted);
      }
      .lost {
        color: var(--tm-bad);
        font-weight: 600;
      }
      @media (forced-colors: active) {
        .dot {
          border: 4px solid CanvasText;
        }
        .connecting .dot {
          border-width: 2px;
        }
      }
      @media (max-width: 480px) {
        header {
          padding: 9px 12px;
        }
      }
    `,
  ];

  override render() {
    return html`<header>
      <div class="brand">
        <img src="icons/trame-manager.svg" alt="" @error=${(event: Event) => (event.target as HTMLElement).remove()}>
        <h1>${pageTexts.title}</h1>
        ${this.system ? html`<span class="configuration" data-testid="configuration">${this.system.configuration.title}</span>` : nothing}
      </div>
      <div class="end">
        ${this.system?.help?.map(({ title, url }) => html`<a href=${url} target="_blank" rel="noopener">${title}</a>`)}
        ${this.system ? html`<span class="who muted" data-testid="who" title=${pageTexts.version(this.system.version)}>${pageTexts.signedInAs(this.system.user, this.system.host)}</span>` : nothing}
        <span class="signs">${this.#renderScript()}<tm-notify-switch></tm-notify-switch>${this.#renderConnection()}</span>
      </div>
    </header>`;
  }

  #renderScript() {
    return html`<jp-button scale="small" appearance="stealth" data-testid="show-calls" @click=${() => this.dispatchEvent(new CustomEvent('script'))}>
      ${icon('code', 'start')}${pageTexts.scriptIt}
    </jp-button>`;
  }

  #renderConnection() {
    const { connecting, open, lostShort } = pageTexts.connection;
    const label = { connecting, open, lost: lostShort }[this.connection];
    return html`<span class="connection ${this.connection}" data-testid="connection" data-connection=${this.connection}>
      ${this.connection === 'lost' ? icon('offline') : html`<span class="dot"></span>`}${label}
    </span>`;
  }
}

customElements.define('tm-header', TmHeader);

declare global {
  interface HTMLElementTagNameMap {
    'tm-header': TmHeader;
  }
}
