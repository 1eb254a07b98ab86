import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Instance } from '../../domain/instance.ts';
import type { QueuePlace } from '../../domain/scheduler.ts';
import type { Actions } from '../actions.ts';
import type { ConnectionTargets } from '../connections/connect-menu.ts';
import { GrowingLimit } from '../growing-limit.ts';
import { listStyles } from '../styles/list.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { numeral } from '../texts/counted.ts';
import { instanceTexts } from '../texts/instances.ts';
import './tm-instance-card.ts';

/** A list of cards under a heading, with its length. A long one is folded after `limit` cards. */
export class TmInstanceList extends LitElement {
  static override properties = {
    heading: {},
    instances: { attribute: false },
    actions: { attribute: false },
    places: { attribute: false },
    targets: { attribute: false },
    freshId: { attribute: false },
    limit: { type: Number },
    unfolded: { state: true },
  };
  declare heading: string;
  declare instances: readonly Instance[];
  declare actions: Actions;
  /** What apps can be connected to. */
  declare targets: ConnectionTargets | null;
  /** The one that was just launched, or null. */
  declare freshId: string | null;
  declare limit: number;
  /** Where jobs stand in the queue, by their numbers. */
  declare places: ReadonlyMap<string, QueuePlace>;
  declare unfolded: boolean;
  readonly #growing = new GrowingLimit(this, 3);

  static override styles = [
    sharedStyles,
    buttonStyles,
    listStyles,
    css`
      /* Not while something in it has the focus: its menu may reach beyond the card. */
      li:not(:focus-within) {
        content-visibility: auto;
      }
      li {
        /* Always, so that its size is known when the focus leaves it: else what is below would jump from under the mouse. */
        contain-intrinsic-size: auto 150px;
        /* Room for shadow and focus ring, which content-visibility would cut. */
        margin: -4px;
        padding: 4px;
      }
    `,
  ];

  constructor() {
    super();
    this.targets = null;
    this.freshId = null;
    this.limit = Number.POSITIVE_INFINITY;
    this.places = new Map();
    this.unfolded = false;
  }

  /** Where the focus goes when the card that had it is gone. */
  focusHeading(): void {
    this.renderRoot.querySelector('h2')?.focus();
  }

  override render() {
    const wanted = this.unfolded ? this.instances : this.instances.slice(0, this.limit);
    const shown = wanted.slice(0, this.#growing.of(wanted.length));
    return html`<section aria-labelledby="heading">
      <div class="list-head">
        <h2 id="heading" tabindex="-1">${this.heading}<span class="count muted">${numeral(this.instances.length)}</span></h2>
      </div>
      ${this.instances.length === 0 ? html`<slot></slot>` : html`<ul class="cards" role="list">${this.#renderCards(shown)}</ul>`}
      ${this.#renderFold()}
    </section>`;
  }

  #renderCards(shown: readonly Instance[]) {
    return repeat(
      shown,
      (instance) => instance.id,
      (instance) => html`<li>
        <tm-instance-card
          data-testid="instance-card"
          data-id=${instance.id}
          data-state=${instance.state}
          ?fresh=${instance.id === this.freshId}
          .instance=${instance}
          .place=${this.places.get(instance.job?.id ?? '') ?? null}
          .actions=${this.actions}
          .targets=${instance.connection === null ? null : this.targets}
        ></tm-instance-card>
      </li>`,
    );
  }

  #renderFold() {
    if (this.instances.length <= this.limit) return nothing;
    const { showAll, showFewer } = instanceTexts;
    return html`<jp-button class="fold" appearance="outline" scale="small" data-testid="fold" @click=${() => {
      this.unfolded = !this.unfolded;
    }}>${this.unfolded ? showFewer : showAll(this.instances.length)}</jp-button>`;
  }
}

customElements.define('tm-instance-list', TmInstanceList);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-list': TmInstanceList;
  }
}
