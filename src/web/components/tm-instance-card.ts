import { html, LitElement, nothing } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { QueuePlace } from '../../domain/scheduler.ts';
import type { Actions } from '../actions.ts';
import type { ConnectionTargets } from '../connections/connect-menu.ts';
import { failureStyles, renderFailure } from '../failure-report.ts';
import { icon } from '../icons.ts';
import { factStyles, renderDataDirectory, renderDetails, renderFacts } from '../instance-facts.ts';
import { renderUsage } from '../jobs/usage-report.ts';
import { instanceLog } from '../log/log-source.ts';
import { cardStyles } from '../styles/card.ts';
import { noticeStyles, sharedStyles } from '../styles/shared.ts';
import { instanceTexts } from '../texts/instances.ts';
import { pageTexts } from '../texts/page.ts';
import './tm-connection.ts';
import './tm-elapsed.ts';
import './tm-instance-actions.ts';
import './tm-instance-name.ts';
import './tm-last-line.ts';
import './tm-notify-offer.ts';
import './tm-state-badge.ts';
import { plotStyles } from './tm-usage-plot.ts';

/** One instance: what it is, how it does, what can be done with it. */
export class TmInstanceCard extends LitElement {
  static override properties = {
    instance: { attribute: false },
    actions: { attribute: false },
    place: { attribute: false },
    targets: { attribute: false },
    detailed: { state: true },
  };
  declare instance: Instance;
  declare actions: Actions;
  /** What it can be connected to; null for apps that cannot. */
  declare targets: ConnectionTargets | null;
  /** Where its job stands in the queue; null: unknown, or it waits for nothing. */
  declare place: QueuePlace | null;
  /** Whether the details are unfolded. */
  declare detailed: boolean;

  static override styles = [sharedStyles, noticeStyles, factStyles, plotStyles, failureStyles, cardStyles];

  constructor() {
    super();
    this.targets = null;
    this.place = null;
    this.detailed = false;
  }

  override render() {
    const { instance } = this;
    return html`<article aria-label=${instance.name} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      <div class="top">
        <div class="title">
          <tm-instance-name .instance=${instance} .actions=${this.actions}></tm-instance-name>
          <div class="app muted"><span data-testid="app">${instance.app_name}</span>${this.#renderToggle()}</div>
        </div>
        ${this.#renderState()}
      </div>
      <div class="rows">
        ${this.#renderReason()}
        ${renderFacts(instance, this.place)} ${renderDataDirectory(instance)}
        ${instance.state === 'starting' ? html`<tm-last-line .path=${instanceLog(instance).path}></tm-last-line>` : nothing}
        ${renderUsage(instance.job?.usage ?? null)} ${this.detailed ? renderDetails(instance) : nothing}
      </div>
      ${this.#renderConnection()} ${this.#renderNotes()} ${renderFailure(instance)}
      <tm-instance-actions .instance=${instance} .actions=${this.actions}></tm-instance-actions>
    </article>`;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'F2') return;
    event.preventDefault();
    void this.renderRoot.querySelector('tm-instance-name')?.edit();
  }

  #renderReason() {
    const { state, state_reason, job } = this.instance;
    const reason = state_reason ?? (state === 'queued' ? job?.reason : null);
    // The report of a failure begins with its reason.
    if (!reason || state === 'failed') return nothing;
    // Ready, with a reservation: it does not answer, or its files are damaged.
    return html`<p class=${state === 'ready' ? 'reason notice' : 'reason'} data-testid="reason">${reason}</p>`;
  }

  #renderConnection() {
    const { state, connection } = this.instance;
    if (connection === null || this.targets === null || state === 'stopped' || state === 'failed') return nothing;
    return html`<tm-connection .instance=${this.instance} .targets=${this.targets} .actions=${this.actions.connections}></tm-connection>`;
  }

  #renderState() {
    const { state, started_at } = this.instance;
    return html`<div class="state">
      ${state === 'starting' ? html`<tm-elapsed class="muted" data-testid="elapsed" .since=${started_at} .phrase=${instanceTexts.startingFor}></tm-elapsed>` : nothing}
      <tm-state-badge .state=${state}></tm-state-badge>
    </div>`;
  }

  #renderToggle() {
    const { details } = instanceTexts;
    return html`<button
      type="button"
      data-testid="details"
      aria-expanded=${String(this.detailed)}
      aria-label=${pageTexts.actionOn(details, this.instance.name)}
      @click=${() => {
        this.detailed = !this.detailed;
      }}
    >${icon('chevron')}${details}</button>`;
  }

  // A trame app asks for a key on its port, a web app may not.
  #renderNotes() {
    const { kind, name, state, started_at, ends_at, ends_with, job, port_open_to_node } = this.instance;
    const endsSoon = state === 'ending' && job !== null && ends_at !== null;
    if (state === 'stopped' || state === 'failed') return nothing;
    const isAwaited = state === 'queued' || state === 'starting';
    return html`
      ${isAwaited ? html`<tm-notify-offer .name=${name} .since=${state === 'queued' ? null : started_at}></tm-notify-offer>` : nothing}
      ${endsSoon ? html`<p class="notice" data-testid="ends-soon"><tm-elapsed .until=${ends_at} .phrase=${instanceTexts.endsSoon}></tm-elapsed></p>` : nothing}
      ${ends_with ? html`<p class="notice" data-testid="ends-with">${ends_with}</p>` : nothing}
      ${kind === 'web' && port_open_to_node ? html`<p class="notice" data-testid="port-open">${instanceTexts.portOpen}</p>` : nothing}
    `;
  }
}

customElements.define('tm-instance-card', TmInstanceCard);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-card': TmInstanceCard;
  }
}
