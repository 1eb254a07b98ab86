import { css, html, LitElement, nothing } from 'lit';
import { icon } from '../icons.ts';
import { pageChoice } from '../notifications/page-choice.ts';
import { iconButtonStyles } from '../styles/icon-button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { noticeTexts } from '../texts/notices.ts';

/** The bell in the head: says whether the browser notifies, turns it on and off, and says why where it cannot be. */
export class TmNotifySwitch extends LitElement {
  static override properties = { open: { state: true } };
  declare open: boolean;
  #endChange: (() => void) | null = null;

  static override styles = [
    sharedStyles,
    iconButtonStyles,
    css`
      :host {
        position: relative;
      }
      button {
        display: grid;
      }
      button:hover,
      button[aria-expanded='true'] {
        background: var(--jp-layout-color2);
        color: inherit;
      }
      button.on {
        color: var(--tm-busy);
      }
      .panel {
        position: absolute;
        inset: calc(100% + 4px) 0 auto auto;
        z-index: 6;
        display: grid;
        gap: 6px;
        width: min(340px, calc(100vw - 24px));
        padding: 12px 14px;
        border: 1px solid var(--jp-border-color1);
        border-radius: 3px;
        background: var(--jp-layout-color1);
        box-shadow: var(--jp-elevation-z4);
      }
      @media (max-width: 480px) {
        .panel {
          position: fixed;
          inset: auto 12px auto 12px;
          width: auto;
        }
      }
      label {
        display: flex;
        gap: 8px;
        align-items: flex-start;
      }
      input {
        flex: none;
        width: 16px;
        height: 16px;
        margin: 1px 0 0;
        accent-color: var(--tm-focus);
      }
      p {
        font-size: 12px;
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endChange = pageChoice.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endChange?.();
    this.#close();
  }

  override render() {
    const isOn = pageChoice.state === 'on';
    const label = isOn ? noticeTexts.bell.on : noticeTexts.bell.off;
    return html`<button
        type="button"
        class=${isOn ? 'icon-button on' : 'icon-button'}
        data-testid="bell"
        aria-expanded=${String(this.open)}
        aria-label=${label}
        title=${label}
        @click=${() => (this.open ? this.#close() : this.#show())}
      >${icon(isOn ? 'bell' : 'bellOff')}</button>
      ${this.open ? this.#renderPanel(isOn) : nothing}`;
  }

  #renderPanel(isOn: boolean) {
    const { bell } = noticeTexts;
    const { state } = pageChoice;
    const refusal = state === 'blocked' || state === 'insecure' || state === 'unsupported' ? bell[state] : null;
    return html`<div class="panel" data-testid="bell-panel" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#leave()}>
      <label>
        <input type="checkbox" data-testid="notify" aria-describedby="help" .checked=${isOn} ?disabled=${refusal !== null} @change=${(event: Event) => this.#choose(event.target as HTMLInputElement)}>
        ${bell.label}
      </label>
      <p class="muted" id="help">${refusal ?? bell.help}</p>
    </div>`;
  }

  #choose(box: HTMLInputElement): void {
    const answered = box.checked ? pageChoice.turnOn() : Promise.resolve(pageChoice.turnOff());
    // What the browser's question was answered with may be another thing than what was clicked.
    void answered.then(() => {
      box.checked = pageChoice.state === 'on';
    });
  }

  #show(): void {
    this.open = true;
    document.addEventListener('pointerdown', this.#onElsewhere);
  }

  #close(): void {
    this.open = false;
    document.removeEventListener('pointerdown', this.#onElsewhere);
  }

  #leave(): void {
    this.#close();
    this.renderRoot.querySelector('button')?.focus();
  }

  readonly #onElsewhere = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#close();
  };
}

customElements.define('tm-notify-switch', TmNotifySwitch);

declare global {
  interface HTMLElementTagNameMap {
    'tm-notify-switch': TmNotifySwitch;
  }
}
