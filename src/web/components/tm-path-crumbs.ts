import { css, html, LitElement, nothing } from 'lit';
import { lineText } from '../../domain/plain-text.ts';
import { icon } from '../icons.ts';
import { sharedStyles } from '../styles/shared.ts';
import { fileDialogTexts as words } from '../texts/file-dialog.ts';

/** The directories on the way to one, each a button. Emits "go" with a path. */
export class TmPathCrumbs extends LitElement {
  static override properties = { path: {} };
  declare path: string;

  static override styles = [
    sharedStyles,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        min-width: 0;
      }
      button {
        min-width: 24px;
        min-height: 26px;
        padding: 0 5px;
        border: 0;
        border-radius: 3px;
        background: none;
        color: inherit;
        font: inherit;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      button:hover {
        background: var(--jp-layout-color2);
      }
      button[aria-current] {
        font-weight: 600;
      }
      .icon {
        width: 12px;
        height: 12px;
        color: var(--tm-muted);
      }
    `,
  ];

  override render() {
    const crumbs = crumbsOf(this.path);
    return html`<nav aria-label=${words.way}><ol role="list" data-testid="crumbs">
      ${crumbs.map(
        ({ name, path }, index) => html`<li>
          ${index === 0 ? nothing : icon('chevron')}
          <button type="button" aria-label=${index === 0 ? words.root : nothing} aria-current=${index === crumbs.length - 1 ? 'location' : nothing}
            @click=${() => this.dispatchEvent(new CustomEvent('go', { detail: path }))}>${lineText(name)}</button>
        </li>`,
      )}
    </ol></nav>`;
  }
}

// "/data/run 1" -> "/", "/data", "/data/run 1"
function crumbsOf(path: string): { name: string; path: string }[] {
  const names = path.split('/').filter(Boolean);
  const below = names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }));
  return [{ name: '/', path: '/' }, ...below];
}

customElements.define('tm-path-crumbs', TmPathCrumbs);

declare global {
  interface HTMLElementTagNameMap {
    'tm-path-crumbs': TmPathCrumbs;
  }
}
