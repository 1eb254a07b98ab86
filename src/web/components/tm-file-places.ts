import { css, html, LitElement, nothing } from 'lit';
import type { Favourites } from '../../domain/favourites.ts';
import type { Place } from '../../domain/file-list.ts';
import { lineText } from '../../domain/plain-text.ts';
import { lastPart } from '../files/path-completion.ts';
import { type IconName, icon } from '../icons.ts';
import { sharedStyles } from '../styles/shared.ts';
import { favouriteTexts } from '../texts/favourites.ts';
import { fileDialogTexts as words } from '../texts/file-dialog.ts';

/** Directories to start from: favourites, recent ones, the site's places. Emits "go" with a path. */
export class TmFilePlaces extends LitElement {
  static override properties = { favourites: { attribute: false }, places: { attribute: false }, path: {} };
  declare favourites: Favourites;
  declare places: readonly Place[];
  /** The directory that is shown. */
  declare path: string;

  static override styles = [
    sharedStyles,
    css`
      h3 {
        margin: 10px 0 2px;
        padding: 0 8px;
        font-size: 12px;
        font-weight: 600;
        color: var(--tm-muted);
      }
      section:first-child h3 {
        margin-top: 2px;
      }
      button {
        display: flex;
        align-items: center;
        gap: 8px;
        width: 100%;
        min-height: 28px;
        padding: 2px 8px;
        border: 0;
        border-radius: 3px;
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      button:hover {
        background: var(--jp-layout-color2);
      }
      button[aria-current='true'] {
        font-weight: 600;
      }
      button .icon {
        color: var(--tm-muted);
      }
      .icon.star {
        color: var(--tm-star);
        fill: currentColor;
      }
      span {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      small {
        display: block;
        overflow: hidden;
        font-size: 11px;
        font-weight: 400;
        text-overflow: ellipsis;
      }
      @media (max-width: 600px) {
        :host {
          display: flex;
          gap: 12px;
        }
        section {
          flex: 1 0 auto;
          max-width: 220px;
        }
        h3,
        section:first-child h3 {
          margin: 0 0 2px;
        }
      }
    `,
  ];

  override render() {
    const { paths, recent_paths: recent } = this.favourites;
    const named = (list: readonly string[]) =>
      list.map((path) => ({ title: lastPart(path), path, parent: path.slice(0, path.lastIndexOf('/')) || '/' }));
    const others = recent.filter((path) => !paths.includes(path));
    return html`
      ${this.#renderGroup(favouriteTexts.favourites, 'star', named(paths))}
      ${this.#renderGroup(favouriteTexts.recent, 'clock', named(others))}
      ${this.#renderGroup(words.places, 'folder', this.places)}
    `;
  }

  #renderGroup(heading: string, sign: IconName, places: readonly (Place & { parent?: string })[]) {
    if (places.length === 0) return nothing;
    return html`<section aria-label=${heading}>
      <h3>${heading}</h3>
      <ul role="list">
        ${places.map(
          ({ title, path, parent }) => html`<li><button type="button" data-testid="place" title=${lineText(path)}
            aria-current=${path === this.path ? 'true' : nothing} @click=${() => this.#go(path)}>${icon(sign)}<span>${lineText(title)}${parent === undefined ? nothing : html`<small class="muted">${lineText(parent)}</small>`}</span></button></li>`,
        )}
      </ul>
    </section>`;
  }

  #go(path: string): void {
    this.dispatchEvent(new CustomEvent('go', { detail: path }));
  }
}

customElements.define('tm-file-places', TmFilePlaces);

declare global {
  interface HTMLElementTagNameMap {
    'tm-file-places': TmFilePlaces;
  }
}
