import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { GrowingLimit } from '../growing-limit.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';
import './tm-instance-card.ts';

/** A list of cards under a heading, with its length. A long one is folded after `limit` cards. */
export class TmInstanceList extends LitElement {
  static override properties = {
    heading: {},
    instances: { attribute: false },
    actions: { attribute: false },
    freshId: { attribute: false },
    limit: { type: Number },
    unfolded: { state: true },
  };
  declare heading: string;
  declare instances: readonly Instance[];
  declare actions: Actions;
  /** The one that was just launched, or null. */
  declare freshId: string | null;
  declare limit: number;
  declare unfolded: boolean;
  // A card has seven buttons.
  readonly #growing = new GrowingLimit(this, 4);

  static override styles = [
    sharedStyles,
    buttonStyles,
    css`
      h2 {
        display: flex;
        align-items: baseline;
        gap: 8px;
        margin-bottom: 8px;
        font-size: 15px;
        font-weight: 600;
      }
      h2:focus {
        outline: none;
      }
      .count {
        font-size: 13px;
        font-weight: 400;
      }
      ul {
        display: grid;
        gap: 10px;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr));
        align-items: start;
      }
      .fold {
        margin-top: 10px;
      }
    `,
  ];

  constructor() {
    super();
    this.freshId = null;
    this.limit = Number.POSITIVE_INFINITY;
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
      <h2 id="heading" tabindex="-1">${this.heading}<span class="count muted">${this.instances.length}</span></h2>
      ${this.instances.length === 0 ? html`<slot></slot>` : html`<ul role="list">${this.#renderCards(shown)}</ul>`}
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
          .actions=${this.actions}
        ></tm-instance-card>
      </li>`,
    );
  }

  #renderFold() {
    if (this.instances.length <= this.limit) return nothing;
    const { showAll, showFewer } = texts.instances;
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
