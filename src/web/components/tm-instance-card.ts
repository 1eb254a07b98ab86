import { css, html, LitElement, nothing } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { failureStyles, renderFailure } from '../failure-report.ts';
import { icon } from '../icons.ts';
import { factStyles, renderDataDirectory, renderDetails, renderFacts } from '../instance-facts.ts';
import { noticeStyles, sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';
import './tm-elapsed.ts';
import './tm-instance-actions.ts';
import './tm-instance-name.ts';
import './tm-state-badge.ts';

/** One instance: what it is, how it does, what can be done with it. */
export class TmInstanceCard extends LitElement {
  static override properties = {
    instance: { attribute: false },
    actions: { attribute: false },
    detailed: { state: true },
  };
  declare instance: Instance;
  declare actions: Actions;
  /** Whether the details are unfolded. */
  declare detailed: boolean;

  static override styles = [
    sharedStyles,
    noticeStyles,
    factStyles,
    failureStyles,
    css`
      article {
        display: grid;
        gap: 8px;
        padding: 10px 12px;
        border: 1px solid var(--jp-border-color2);
        border-radius: 4px;
        background: var(--jp-layout-color1);
        box-shadow: var(--jp-elevation-z1);
      }
      :host([fresh]) article {
        border-color: var(--tm-focus);
      }
      .top {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: 10px;
      }
      .title {
        min-width: 0;
        flex: 1;
      }
      .app {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 10px;
        overflow-wrap: anywhere;
      }
      .state {
        display: flex;
        align-items: center;
        gap: 8px;
        flex: none;
      }
      .rows {
        display: grid;
        gap: 4px;
      }
      .reason {
        overflow-wrap: anywhere;
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 2px;
        min-height: 24px;
        padding: 0 4px 0 0;
        border: 0;
        border-radius: 3px;
        background: none;
        color: var(--tm-muted);
        font: inherit;
        font-size: 12px;
        cursor: pointer;
      }
      button:hover {
        color: inherit;
        text-decoration: underline;
      }
      button .icon {
        width: 14px;
        height: 14px;
      }
      button[aria-expanded='true'] .icon {
        transform: rotate(90deg);
      }
    `,
  ];

  constructor() {
    super();
    this.detailed = false;
  }

  override render() {
    const { instance } = this;
    return html`<article aria-label=${instance.name}>
      <div class="top">
        <div class="title">
          <tm-instance-name .instance=${instance} .actions=${this.actions}></tm-instance-name>
          <div class="app muted"><span data-testid="app">${instance.app_name}</span>${this.#renderToggle()}</div>
        </div>
        ${this.#renderState()}
      </div>
      <div class="rows">
        ${instance.state_reason ? html`<p class="reason" data-testid="reason">${instance.state_reason}</p>` : nothing}
        ${renderFacts(instance)} ${renderDataDirectory(instance)}
        ${this.detailed ? renderDetails(instance) : nothing}
      </div>
      ${this.#renderNotes()} ${renderFailure(instance)}
      <tm-instance-actions .instance=${instance} .actions=${this.actions}></tm-instance-actions>
    </article>`;
  }

  #renderState() {
    const { state, started_at } = this.instance;
    return html`<div class="state">
      ${state === 'starting' ? html`<tm-elapsed class="muted" data-testid="elapsed" .since=${started_at} .phrase=${texts.instances.startingFor}></tm-elapsed>` : nothing}
      <tm-state-badge .state=${state}></tm-state-badge>
    </div>`;
  }

  #renderToggle() {
    const { details } = texts.instances;
    return html`<button
      type="button"
      data-testid="details"
      aria-expanded=${String(this.detailed)}
      aria-label=${`${details} ${this.instance.name}`}
      @click=${() => {
        this.detailed = !this.detailed;
      }}
    >${icon('chevron')}${details}</button>`;
  }

  // A trame app asks for a key on its port, a web app may not.
  #renderNotes() {
    const { kind, state, ends_with, port_open_to_node } = this.instance;
    if (state === 'stopped' || state === 'failed') return nothing;
    return html`
      ${ends_with ? html`<p class="notice" data-testid="ends-with">${ends_with}</p>` : nothing}
      ${kind === 'web' && port_open_to_node ? html`<p class="notice" data-testid="port-open">${texts.instances.portOpen}</p>` : nothing}
    `;
  }
}

customElements.define('tm-instance-card', TmInstanceCard);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-card': TmInstanceCard;
  }
}
