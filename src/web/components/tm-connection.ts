import { css, html, LitElement, nothing } from 'lit';
import type { InstanceConnection } from '../../domain/connection.ts';
import type { Instance } from '../../domain/instance.ts';
import { type ConnectionTargets, connectMenu, newServer, otherAddress } from '../connections/connect-menu.ts';
import type { ConnectionActions } from '../connections/connection-actions.ts';
import { targetName } from '../connections/target-name.ts';
import { formatMoment } from '../format.ts';
import { type IconName, icon } from '../icons.ts';
import { serverClock } from '../server-clock.ts';
import { buttonStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { connectionTexts as words } from '../texts/connections.ts';
import { pageTexts } from '../texts/page.ts';
import './tm-menu.ts';

const icons: Record<InstanceConnection['state'], IconName> = {
  disconnected: 'unplug',
  waiting: 'clock',
  connecting: 'spinner',
  connected: 'plug',
  disconnecting: 'spinner',
  failed: 'alert',
  unknown: 'question',
};

/** The link of an app to a ParaView server: how it stands, why, and what can be done about it. */
export class TmConnection extends LitElement {
  static override properties = {
    instance: { attribute: false },
    targets: { attribute: false },
    actions: { attribute: false },
    busy: { state: true },
  };
  /** Of an app that can be connected. */
  declare instance: Instance;
  declare targets: ConnectionTargets;
  declare actions: ConnectionActions;
  declare busy: boolean;

  static override styles = [
    sharedStyles,
    buttonStyles,
    noticeStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
        padding: 8px 0;
        border-block: 1px solid var(--jp-border-color2);
      }
      .state {
        display: flex;
        align-items: flex-start;
        gap: 6px;
        overflow-wrap: anywhere;
      }
      .state .icon {
        margin-top: 1px;
      }
      .connected .icon {
        color: var(--tm-good);
      }
      .failed .icon {
        color: var(--tm-bad);
      }
    `,
  ];

  constructor() {
    super();
    this.busy = false;
  }

  override render() {
    const { connection, state } = this.instance;
    if (connection === null) return nothing;
    const canAct = state === 'ready' || state === 'ending';
    return html`
      <p class="state ${connection.state}" data-testid="connection-state" data-connection-state=${connection.state}>
        ${icon(icons[connection.state])}<span>${this.#sentence(connection)}</span>
      </p>
      ${renderReason(connection)} ${canAct ? this.#renderButtons(connection) : nothing}
    `;
  }

  #renderButtons(connection: InstanceConnection) {
    const isConnected = connection.state === 'connected' || connection.state === 'unknown';
    const connectedTo = connection.state === 'connected' ? connection.server_id : null;
    const isBusy = this.busy || connection.state === 'connecting' || connection.state === 'disconnecting';
    const label = connection.state === 'connected' ? words.connectOther : words.connect;
    return html`<div class="buttons">
      <tm-menu
        data-testid="connect-menu"
        label=${label}
        name=${pageTexts.partOf(label, this.instance.name)}
        icon="plug"
        ?busy=${isBusy}
        .items=${connectMenu(this.targets, connectedTo)}
        @choose=${(event: CustomEvent<string>) => void this.#run(() => this.#connect(event.detail))}
      ></tm-menu>
      ${
        isConnected || connection.state === 'waiting'
          ? html`<jp-button scale="small" appearance="stealth" data-testid="disconnect" aria-label=${pageTexts.actionOn(words.disconnect, this.instance.name)}
              @click=${() => void this.#run(() => this.actions.disconnect(this.instance))}>${icon('unplug', 'start')}${words.disconnect}</jp-button>`
          : nothing
      }
    </div>`;
  }

  #sentence(connection: InstanceConnection): string {
    if (connection.state === 'waiting' && connection.reason !== null) return connection.reason;
    const server = targetName(connection, this.targets.servers);
    if (connection.state !== 'connected' || connection.since === null) return words.states[connection.state](server);
    return words.connectedSince(server, formatMoment(connection.since, serverClock.nowMs()));
  }

  #connect(id: string): Promise<void> {
    const { actions, instance } = this;
    if (id === otherAddress) return actions.connectToAddress(instance);
    return id === newServer ? actions.connectToNew(instance) : actions.connect(instance, id);
  }

  async #run(action: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await action();
    } finally {
      this.busy = false;
    }
  }
}

/** Why it failed or came to its end stands out; what else there is to know does not. What is waited for is said already. */
function renderReason({ state, reason, hint }: InstanceConnection) {
  const sentences = [state === 'waiting' ? null : reason, hint].filter((sentence) => sentence !== null);
  if (sentences.length === 0) return nothing;
  const look = { failed: 'notice bad', disconnected: 'notice' }[state as string] ?? 'muted';
  return html`<div class=${look} data-testid="connection-reason">${sentences.map((sentence) => html`<div>${sentence}</div>`)}</div>`;
}

customElements.define('tm-connection', TmConnection);

declare global {
  interface HTMLElementTagNameMap {
    'tm-connection': TmConnection;
  }
}
