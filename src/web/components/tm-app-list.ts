import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type Favourites, noFavourites } from '../../domain/favourites.ts';
import type { AppView } from '../api-types.ts';
import type { AppGroup } from '../app-search.ts';
import { shelveApps } from '../app-shelves.ts';
import { nextCard } from '../grid-navigation.ts';
import { GrowingLimit } from '../growing-limit.ts';
import { icon } from '../icons.ts';
import { buttonStyles, fieldStyles, sharedStyles } from '../styles/shared.ts';
import { appTexts } from '../texts/apps.ts';
import type { TmAppCard } from './tm-app-card.ts';
import '../recipes/tm-recipe-buttons.ts';
import './tm-app-card.ts';

/**
 * The apps by category, with a search. From the search field, Enter launches the first match and the down key goes to
 * the cards, where the arrow keys move; Escape clears the search.
 */
export class TmAppList extends LitElement {
  static override properties = { apps: { attribute: false }, favourites: { attribute: false }, query: { state: true } };
  declare apps: readonly AppView[];
  declare favourites: Favourites;
  declare query: string;
  /** All groups that match; as many of their apps are drawn as `#growing` lets. */
  #groups: AppGroup[] = [];
  #found: AppView[] = [];
  readonly #growing = new GrowingLimit(this, 8);

  static override styles = [
    sharedStyles,
    buttonStyles,
    fieldStyles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        margin-bottom: 8px;
      }
      h2 {
        font-size: 15px;
        font-weight: 600;
      }
      h3 {
        margin: 14px 0 8px;
        font-size: 13px;
        font-weight: 600;
        color: var(--tm-muted);
        overflow-wrap: anywhere;
      }
      jp-text-field {
        flex: 1 1 220px;
        max-width: 420px;
        margin: 0 0 0 auto;
      }
      ul {
        display: grid;
        gap: 10px;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
      }
      li {
        content-visibility: auto;
        contain-intrinsic-size: auto 120px;
        /* Room for shadow and focus ring, which content-visibility would cut. */
        margin: -4px;
        padding: 4px;
      }
      .none {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
        padding: 24px 0;
      }
    `,
  ];

  constructor() {
    super();
    this.apps = [];
    this.favourites = noFavourites;
    this.query = '';
  }

  focusSearch(): void {
    const field = this.#field();
    field?.focus();
    field?.control?.select();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('apps') && !changed.has('query') && !changed.has('favourites')) return;
    this.#groups = shelveApps(this.apps, this.query, this.favourites);
    this.#found = this.#groups.flatMap((group) => group.apps);
  }

  override render() {
    return html`<section aria-labelledby="heading">
      <div class="top">
        <h2 id="heading">${appTexts.heading}</h2>
        <jp-text-field
          type="search"
          data-testid="search"
          aria-label=${appTexts.search}
          aria-keyshortcuts="/"
          placeholder=${appTexts.searchPlaceholder}
          .value=${this.query}
          @input=${(event: Event) => {
            this.query = (event.target as HTMLInputElement).value;
          }}
          @keydown=${(event: KeyboardEvent) => this.#onSearchKey(event)}
        >${icon('search', 'start')}</jp-text-field>
        <tm-recipe-buttons></tm-recipe-buttons>
      </div>
      <p class="spoken" role="status">${this.query.trim() === '' ? '' : appTexts.found(this.#found.length)}</p>
      <div @keydown=${(event: KeyboardEvent) => this.#onGridKey(event)}>
        ${this.#found.length === 0 ? this.#renderNone() : this.#shownGroups().map((group) => this.#renderGroup(group))}
      </div>
    </section>`;
  }

  #shownGroups(): AppGroup[] {
    let left = this.#growing.of(this.#found.length);
    const cut = this.#groups.map(({ category, apps }) => {
      const shown = apps.slice(0, left);
      left -= shown.length;
      return { category, apps: shown };
    });
    return cut.filter(({ apps }) => apps.length > 0);
  }

  #renderGroup({ category, apps }: AppGroup) {
    return html`<h3>${category}</h3>
      <ul role="list">
        ${repeat(
          apps,
          (app) => app.id,
          (app) =>
            html`<li><tm-app-card data-testid="app-card" data-id=${app.id} .app=${app} ?favourite=${this.favourites.apps.includes(app.id)}></tm-app-card></li>`,
        )}
      </ul>`;
  }

  #renderNone() {
    if (this.query === '') return nothing;
    return html`<div class="none">
      <span>${appTexts.noMatch(this.query)}</span>
      <jp-button scale="small" @click=${() => this.#clear()}>${appTexts.clearSearch}</jp-button>
    </div>`;
  }

  #onSearchKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const first = this.#cards()[0];
    if (event.key === 'Escape' && this.query !== '') this.#clear();
    else if (event.key === 'ArrowDown') first?.focus();
    else if (event.key === 'Enter') this.#launchFirst();
    else return;
    event.preventDefault();
  }

  #onGridKey(event: KeyboardEvent): void {
    const current = event.composedPath().find((target) => (target as Element).localName === 'tm-app-card');
    if (current === undefined) return;
    const next = event.key === 'Escape' ? null : nextCard(this.#cards(), current as TmAppCard, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next === null) this.focusSearch();
    else next.focus();
  }

  #launchFirst(): void {
    const app = this.#found[0];
    if (app !== undefined)
      this.dispatchEvent(new CustomEvent('launch', { detail: app, bubbles: true, composed: true }));
  }

  #clear(): void {
    this.query = '';
    this.focusSearch();
  }

  #cards(): TmAppCard[] {
    return [...this.renderRoot.querySelectorAll('tm-app-card')] as TmAppCard[];
  }

  #field(): (HTMLElement & { control?: HTMLInputElement }) | null {
    return this.renderRoot.querySelector('jp-text-field');
  }
}

customElements.define('tm-app-list', TmAppList);

declare global {
  interface HTMLElementTagNameMap {
    'tm-app-list': TmAppList;
  }
}
