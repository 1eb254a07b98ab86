import { css, html, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { favouriteTexts as words } from './texts.ts';

/** A button that makes something a favourite, or none any more; `label` says of what, as if it were none. */
export function renderStar(label: string, isFavourite: boolean, onToggle: () => void): TemplateResult {
  return html`<button
    type="button"
    class="favourite"
    data-testid="star"
    aria-pressed=${String(isFavourite)}
    aria-label=${label}
    title=${words.appTip(isFavourite)}
    @click=${(event: Event) => {
      // What it stands on answers to clicks, too.
      event.stopPropagation();
      onToggle();
    }}
  >${icon('star')}</button>`;
}

export const starStyles = css`
  .favourite {
    display: inline-grid;
    flex: none;
    place-items: center;
    width: 28px;
    height: 28px;
    padding: 0;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--tm-muted);
    cursor: pointer;
  }
  .favourite:hover {
    background: var(--jp-layout-color2);
  }
  .favourite[aria-pressed='true'] {
    color: var(--tm-star);
  }
  .favourite[aria-pressed='true'] .icon {
    fill: currentColor;
  }
`;
