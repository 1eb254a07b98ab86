import { css, html, LitElement, nothing } from 'lit';
import type { ShownField } from '../../domain/form.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { QueuePlace } from '../../domain/scheduler.ts';
import { failureStyles, renderFailure } from '../failure-report.ts';
import { icon } from '../icons.ts';
import { factStyles } from '../instance-facts.ts';
import { renderUsage } from '../jobs/usage-report.ts';
import type { ServerActions } from '../servers/server-actions.ts';
import {
  originOf,
  renderAddress,
  renderConnected,
  renderServerDetails,
  renderServerFacts,
} from '../servers/server-facts.ts';
import { cardStyles } from '../styles/card.ts';
import { noticeStyles, sharedStyles } from '../styles/shared.ts';
import { instanceTexts } from '../texts/instances.ts';
import { pageTexts } from '../texts/page.ts';
import { serverTexts } from '../texts/servers.ts';
import './tm-elapsed.ts';
import './tm-notify-offer.ts';
import './tm-server-actions.ts';
import './tm-state-badge.ts';

/** One ParaView server: where it stands and why, who uses it, what can be done with it. */
export class TmServerCard extends LitElement {
  static override properties = {
    server: { attribute: false },
    waitsFor: { attribute: false },
    connected: { attribute: false },
    fields: { attribute: false },
    actions: { attribute: false },
    place: { attribute: false },
    detailed: { state: true },
  };
  declare server: ParaViewServer;
  /** The name of the server that has to end first; null when there is none, or it is not listed any more. */
  declare waitsFor: string | null;
  /** The names of the instances that use it. */
  declare connected: readonly string[];
  /** Of the form that starts servers. */
  declare fields: readonly ShownField[];
  declare actions: ServerActions;
  /** Where its job stands in the queue; null: unknown, or it waits for nothing. */
  declare place: QueuePlace | null;
  declare detailed: boolean;

  static override styles = [
    sharedStyles,
    noticeStyles,
    factStyles,
    failureStyles,
    cardStyles,
    css`
      h3 {
        font-size: 14px;
        font-weight: 600;
        line-height: 1.3;
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
        text-align: left;
      }
      .address {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 14px;
      }
      .address a {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 24px;
      }
      .connected {
        display: flex;
        gap: 5px;
        align-items: center;
        overflow-wrap: anywhere;
      }
      .connected strong {
        font-weight: 600;
        color: var(--jp-ui-font-color1);
      }
    `,
  ];

  constructor() {
    super();
    this.waitsFor = null;
    this.connected = [];
    this.fields = [];
    this.place = null;
    this.detailed = false;
  }

  override render() {
    const { server } = this;
    const isReady = server.state === 'ready' || server.state === 'ending';
    return html`<article aria-label=${server.name}>
      <div class="top">
        <div class="title">
          <h3 data-testid="name" title=${server.name}>${server.name}</h3>
          <div class="app muted"><span data-testid="origin">${originOf(server)}</span>${server.is_managed ? this.#renderToggle() : nothing}</div>
        </div>
        ${this.#renderState()}
      </div>
      <div class="rows">
        ${this.#renderReasons()} ${renderAddress(server)} ${renderServerFacts(server, this.place)} ${renderConnected(this.connected, isReady)}
        ${renderUsage(server.usage)} ${this.detailed ? renderServerDetails(server, this.fields) : nothing}
      </div>
      ${this.#renderOffer()} ${this.#renderEndsSoon()} ${renderFailure(server)}
      <tm-server-actions .server=${server} .actions=${this.actions}></tm-server-actions>
    </article>`;
  }

  #renderState() {
    const { state, started_at, created_at } = this.server;
    const since = started_at ?? created_at;
    return html`<div class="state">
      ${state === 'starting' && since !== null ? html`<tm-elapsed class="muted" data-testid="elapsed" .since=${since} .phrase=${instanceTexts.startingFor}></tm-elapsed>` : nothing}
      <tm-state-badge .state=${state}></tm-state-badge>
    </div>`;
  }

  #renderReasons() {
    const { state, state_reason, job, after_server_id } = this.server;
    const reason = state_reason ?? (state === 'queued' ? job?.reason : null);
    const waits = state === 'queued' && after_server_id !== null;
    return html`
      ${reason && state !== 'failed' ? html`<p class="reason" data-testid="reason">${reason}</p>` : nothing}
      ${waits ? html`<p class="reason" data-testid="waits-for">${this.waitsFor === null ? serverTexts.waitsForGone : serverTexts.waitsFor(this.waitsFor)}</p>` : nothing}
      ${state === 'lost' ? html`<p class="muted">${serverTexts.lastSeen}</p>` : nothing}
    `;
  }

  #renderOffer() {
    const { state, name, started_at, created_at } = this.server;
    if (state !== 'queued' && state !== 'starting') return nothing;
    return html`<tm-notify-offer .name=${name} .since=${state === 'queued' ? null : (started_at ?? created_at)}></tm-notify-offer>`;
  }

  #renderEndsSoon() {
    const { state, ends_at } = this.server;
    if (state !== 'ending' || ends_at === null) return nothing;
    return html`<p class="notice" data-testid="ends-soon"><tm-elapsed .until=${ends_at} .phrase=${serverTexts.endsSoon}></tm-elapsed></p>`;
  }

  #renderToggle() {
    const { details } = serverTexts;
    return html`<button
      type="button"
      data-testid="details"
      aria-expanded=${String(this.detailed)}
      aria-label=${pageTexts.actionOn(details, this.server.name)}
      @click=${() => {
        this.detailed = !this.detailed;
      }}
    >${icon('chevron')}${details}</button>`;
  }
}

customElements.define('tm-server-card', TmServerCard);

declare global {
  interface HTMLElementTagNameMap {
    'tm-server-card': TmServerCard;
  }
}
