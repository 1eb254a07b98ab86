import { css, html, LitElement } from 'lit';
import { icon } from '../icons.ts';
import { fieldStyles, selectStyles, sharedStyles } from '../styles/shared.ts';
import { choiceName, type InstanceFilter, type StateChoice } from '../table/instance-filter.ts';
import type { InstanceView } from '../table/remembered-view.ts';
import { tableTexts as words } from '../texts/table.ts';

/**
 * What makes many instances easy: a search, a choice of states with their counts, and cards or a table. Emits "filter" with an
 * InstanceFilter and "view" with an InstanceView.
 */
export class TmInstanceBar extends LitElement {
  static override properties = {
    filter: { attribute: false },
    choices: { attribute: false },
    view: {},
  };
  declare filter: InstanceFilter;
  /** States to choose from, with how many are in each. */
  declare choices: readonly { choice: StateChoice; count: number }[];
  declare view: InstanceView;

  static override styles = [
    sharedStyles,
    fieldStyles,
    selectStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      jp-text-field {
        flex: 1 1 170px;
        min-width: 0;
        margin: 0;
      }
      .views {
        display: flex;
        margin-inline-start: auto;
      }
      .views button {
        height: 28px;
        padding: 0 10px;
        border: 1px solid var(--tm-field-border);
        background: var(--jp-layout-color1);
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      .views button:first-child {
        border-radius: 3px 0 0 3px;
      }
      .views button:last-child {
        border-inline-start: 0;
        border-radius: 0 3px 3px 0;
      }
      .views button:hover {
        background: var(--tm-button-hover);
      }
      .views [aria-pressed='true'] {
        background: var(--tm-busy-tint);
        color: var(--tm-busy);
        font-weight: 600;
      }
      .views button:focus-visible {
        z-index: 1;
      }
      @media (forced-colors: active) {
        .views [aria-pressed='true'] {
          forced-color-adjust: none;
          background: Highlight;
          color: HighlightText;
        }
      }
    `,
  ];

  /** Where the focus goes when what had it is gone. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('jp-text-field')?.focus();
  }

  override render() {
    return html`
      <jp-text-field
        type="search"
        data-testid="instance-search"
        aria-label=${words.search}
        placeholder=${words.searchPlaceholder}
        .value=${this.filter.query}
        @input=${(event: Event) => this.#change({ query: (event.target as HTMLInputElement).value })}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >${icon('search', 'start')}</jp-text-field>
      ${this.#renderStates()}
      <div class="views" role="group" aria-label=${words.view}>${(['cards', 'table'] as const).map((view) => this.#renderView(view))}</div>
    `;
  }

  #renderStates() {
    const { state } = this.filter;
    return html`<select
      data-testid="state-filter"
      aria-label=${words.stateFilter}
      .value=${state}
      @change=${(event: Event) => this.#change({ state: (event.target as HTMLSelectElement).value as StateChoice })}
    >${this.choices.map(({ choice, count }) => html`<option value=${choice} ?selected=${choice === state}>${words.choice(choiceName(choice), count)}</option>`)}</select>`;
  }

  #renderView(view: InstanceView) {
    return html`<button
      type="button"
      data-testid=${`view-${view}`}
      aria-pressed=${String(this.view === view)}
      @click=${() => this.dispatchEvent(new CustomEvent('view', { detail: view }))}
    >${words.views[view]}</button>`;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || this.filter.query === '') return;
    event.preventDefault();
    event.stopPropagation();
    this.#change({ query: '' });
  }

  #change(change: Partial<InstanceFilter>): void {
    this.dispatchEvent(new CustomEvent('filter', { detail: { ...this.filter, ...change } }));
  }
}

customElements.define('tm-instance-bar', TmInstanceBar);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-bar': TmInstanceBar;
  }
}
