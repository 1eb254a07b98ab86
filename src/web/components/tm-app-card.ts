import { css, html, LitElement, nothing } from 'lit';
import type { AppView } from '../api-types.ts';
import { renderStar, starStyles } from '../favourites/star.ts';
import { icon } from '../icons.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { appTexts } from '../texts/apps.ts';
import { favouriteTexts } from '../texts/favourites.ts';
import { pageTexts } from '../texts/page.ts';
import './tm-app-icon.ts';

/** One app. Emits "launch" when its button, or anything of it, is clicked, and "favourite" when its star is. */
export class TmAppCard extends LitElement {
  static override properties = { app: { attribute: false }, favourite: { type: Boolean } };
  declare app: AppView;
  declare favourite: boolean;

  static override styles = [
    sharedStyles,
    nativeButtonStyles,
    starStyles,
    css`
      :host {
        height: 100%;
      }
      article {
        display: grid;
        grid-template-columns: auto 1fr auto;
        grid-template-rows: 1fr auto;
        gap: 8px 12px;
        height: 100%;
        padding: 12px;
        border: 1px solid var(--jp-border-color2);
        border-radius: 4px;
        background: var(--jp-layout-color1);
        box-shadow: var(--jp-elevation-z1);
        cursor: pointer;
        transition: border-color 0.1s;
      }
      article:hover {
        border-color: var(--tm-focus);
        box-shadow: var(--jp-elevation-z4);
      }
      h4 {
        margin: 0;
        font-size: 14px;
        font-weight: 600;
        line-height: 1.3;
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
        text-align: left;
      }
      p {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow: hidden;
        margin-top: 2px;
        overflow-wrap: anywhere;
      }
      .foot {
        grid-column: 1 / -1;
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-width: 0;
      }
      .tags {
        display: flex;
        gap: 4px;
        min-width: 0;
        overflow: hidden;
      }
      .tags li {
        padding: 0 7px;
        border-radius: 9px;
        background: var(--tm-calm-tint);
        color: var(--tm-calm);
        font-size: 12px;
        white-space: nowrap;
      }
      .words {
        min-width: 0;
      }
      .favourite {
        margin: -6px -6px 0 -8px;
      }
    `,
  ];

  constructor() {
    super();
    this.favourite = false;
  }

  /** Puts the focus on the Launch button. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.button')?.focus();
  }

  override render() {
    const { app } = this;
    return html`<article aria-labelledby="name" @click=${() => this.#emit('launch')}>
      <tm-app-icon .app=${app}></tm-app-icon>
      <div class="words">
        <h4 id="name">${app.name}</h4>
        ${app.description ? html`<p class="muted" title=${app.description}>${app.description}</p>` : nothing}
      </div>
      ${renderStar(favouriteTexts.app(app.name), this.favourite, () => this.#emit('favourite'))}
      <div class="foot">
        <ul class="tags" role="list">${app.tags.slice(0, 3).map((tag) => html`<li>${tag}</li>`)}</ul>
        <button type="button" class="button accent" data-testid="launch" aria-label=${pageTexts.actionOn(appTexts.launch, app.name)}>
          ${icon('play')}${appTexts.launch}
        </button>
      </div>
    </article>`;
  }

  #emit(type: 'launch' | 'favourite'): void {
    this.dispatchEvent(new CustomEvent(type, { detail: this.app, bubbles: true, composed: true }));
  }
}

customElements.define('tm-app-card', TmAppCard);

declare global {
  interface HTMLElementTagNameMap {
    'tm-app-card': TmAppCard;
  }
}
