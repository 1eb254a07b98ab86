import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Instance } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { QueuePlace } from '../../domain/scheduler.ts';
import type { ServersForm } from '../api-types.ts';
import { icon } from '../icons.ts';
import type { LifeOrder } from '../life-order.ts';
import { connectedNames, type ServerActions } from '../servers/server-actions.ts';
import { listStyles } from '../styles/list.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { numeral } from '../texts/counted.ts';
import { instanceTexts } from '../texts/instances.ts';
import { serverTexts } from '../texts/servers.ts';
import './tm-copy-button.ts';
import './tm-server-card.ts';

/** Ended servers that are shown before "Show all". */
const endedLimit = 2;

/** The ParaView servers, or how to get one. */
export class TmServerList extends LitElement {
  static override properties = {
    servers: { attribute: false },
    instances: { attribute: false },
    form: { attribute: false },
    actions: { attribute: false },
    places: { attribute: false },
    unfolded: { state: true },
  };
  declare servers: LifeOrder<ParaViewServer>;
  declare instances: ReadonlyMap<string, Instance>;
  declare form: ServersForm;
  declare actions: ServerActions;
  /** Where jobs stand in the queue, by their numbers. */
  declare places: ReadonlyMap<string, QueuePlace>;
  declare unfolded: boolean;

  static override styles = [
    sharedStyles,
    buttonStyles,
    listStyles,
    css`
      .none {
        display: grid;
        gap: 4px;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 10px;
      }
      code {
        padding: 3px 8px;
        border: 1px solid var(--jp-border-color2);
        border-radius: 3px;
        background: var(--tm-code);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.places = new Map();
    this.unfolded = false;
  }

  /** Where the focus goes when the card that had it is gone. */
  focusHeading(): void {
    this.renderRoot.querySelector('h2')?.focus();
  }

  override render() {
    const { running, ended } = this.servers;
    const shownEnded = this.unfolded ? ended : ended.slice(0, endedLimit);
    return html`<section aria-labelledby="heading">
      <div class="list-head">
        <h2 id="heading" tabindex="-1">${serverTexts.heading}<span class="count muted">${numeral(running.length)}</span></h2>
        ${this.form.can_start ? html`<jp-button scale="small" appearance="outline" data-testid="new-server" @click=${() => void this.actions.start()}>${icon('play', 'start')}${serverTexts.start}</jp-button>` : nothing}
      </div>
      ${running.length === 0 ? this.#renderNone() : nothing}
      ${running.length + ended.length === 0 ? nothing : html`<ul class="cards" role="list">${this.#renderCards([...running, ...shownEnded])}</ul>`}
      ${ended.length > endedLimit ? this.#renderFold(ended.length) : nothing}
    </section>`;
  }

  #renderCards(servers: readonly ParaViewServer[]) {
    return repeat(
      servers,
      (server) => server.id,
      (server) => html`<li>
        <tm-server-card
          data-testid="server-card"
          data-id=${server.id}
          data-state=${server.state}
          .server=${server}
          .place=${this.places.get(server.job?.id ?? '') ?? null}
          .waitsFor=${this.#nameOf(server.after_server_id)}
          .connected=${connectedNames(server, this.instances)}
          .fields=${this.form.fields}
          .actions=${this.actions}
        ></tm-server-card>
      </li>`,
    );
  }

  #renderNone() {
    const { none, noneToStart, byHand, byHandOnly, command, copyCommand } = serverTexts;
    const hasEnded = this.servers.ended.length > 0;
    return html`<div class="none" data-testid="no-server">
      <p class="muted">${this.form.can_start ? none : noneToStart} ${hasEnded ? nothing : this.form.can_start ? byHand : byHandOnly}</p>
      ${hasEnded ? html`<p></p>` : html`<div class="bar"><code>${command}</code><tm-copy-button .text=${command} label=${copyCommand}></tm-copy-button></div>`}
    </div>`;
  }

  #renderFold(count: number) {
    const { showAll, showFewer } = instanceTexts;
    return html`<jp-button class="fold" appearance="outline" scale="small" data-testid="fold-servers" @click=${() => {
      this.unfolded = !this.unfolded;
    }}>${this.unfolded ? showFewer : showAll(count)}</jp-button>`;
  }

  #nameOf(id: string | null): string | null {
    const { running, ended } = this.servers;
    return [...running, ...ended].find((server) => server.id === id)?.name ?? null;
  }
}

customElements.define('tm-server-list', TmServerList);

declare global {
  interface HTMLElementTagNameMap {
    'tm-server-list': TmServerList;
  }
}
