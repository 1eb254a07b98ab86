import { css, html, LitElement } from 'lit';
import { buttonStyles, dialogStyles, sharedStyles } from '../styles/shared.ts';
import { addressTexts as words } from '../texts/address-dialog.ts';
import './tm-field.ts';

/** An address as typed. */
interface Address {
  host: string;
  port: string;
}

/** Asks for the host and port of a ParaView server. Enter connects, Escape cancels. */
export class TmAddressDialog extends LitElement {
  static override properties = { instanceName: { state: true }, typed: { state: true }, tried: { state: true } };
  declare instanceName: string;
  declare typed: Address;
  /** Errors are shown from the first try on. */
  declare tried: boolean;
  #resolve: (address: { host: string; port: number } | null) => void = () => undefined;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    css`
      dialog {
        width: min(440px, calc(100vw - 24px));
      }
      .fields {
        display: grid;
        grid-template-columns: 1fr 120px;
        gap: 12px;
        margin-top: 12px;
        padding: 2px;
      }
    `,
  ];

  constructor() {
    super();
    this.instanceName = '';
    this.typed = { host: 'localhost', port: '11111' };
    this.tried = false;
  }

  /** What was typed last is there again. Null: nothing is to be connected. */
  async ask(instanceName: string): Promise<{ host: string; port: number } | null> {
    this.instanceName = instanceName;
    this.tried = false;
    await this.updateComplete;
    this.#dialog().showModal();
    this.renderRoot.querySelector('tm-field')?.focus();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override render() {
    return html`<dialog aria-labelledby="title" data-testid="address-dialog" @close=${() => this.#resolve(null)} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      <div class="dialog-head"><h2 id="title">${words.title(this.instanceName)}</h2></div>
      <div class="dialog-body">
        <p class="muted">${words.text}</p>
        <div class="fields">
          ${this.#renderField('host', words.host, checkHost(this.typed.host))}
          ${this.#renderField('port', words.port, checkPort(this.typed.port))}
        </div>
      </div>
      <div class="dialog-foot">
        <jp-button @click=${() => this.#dialog().close()}>${words.cancel}</jp-button>
        <jp-button appearance="accent" data-testid="address-connect" @click=${() => this.#connect()}>${words.connect}</jp-button>
      </div>
    </dialog>`;
  }

  #renderField(name: keyof Address, label: string, error: string | null) {
    const look = { label, help: null, required: true, kind: 'text' as const };
    return html`<tm-field data-testid=${`field-${name}`} .look=${look} .value=${this.typed[name]} .error=${this.tried ? error : null}
      @value=${(event: CustomEvent<string>) => {
        this.typed = { ...this.typed, [name]: event.detail };
      }}></tm-field>`;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    if ((event.composedPath()[0] as HTMLElement).localName === 'button') return;
    event.preventDefault();
    this.#connect();
  }

  #connect(): void {
    const { host, port } = this.typed;
    this.tried = true;
    if (checkHost(host) !== null || checkPort(port) !== null) return;
    this.#resolve({ host: host.trim(), port: Number(port) });
    this.#dialog().close();
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

function checkHost(host: string): string | null {
  return /^[^\s/@?#]{1,253}$/.test(host.trim()) ? null : words.hostNeeded;
}

function checkPort(port: string): string | null {
  const number = Number(port.trim() === '' ? Number.NaN : port);
  return Number.isInteger(number) && number >= 1 && number <= 65_535 ? null : words.portNeeded;
}

customElements.define('tm-address-dialog', TmAddressDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-address-dialog': TmAddressDialog;
  }
}
