import { css, html, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { iconButtonStyles } from '../styles/icon-button.ts';
import { favouriteTexts as words } from '../texts/favourites.ts';

/** A button that makes something a favourite, or none any more; `label` says of what, as if it were none. */
export function renderStar(label: string, isFavourite: boolean, onToggle: () => void): TemplateResult {
  return html`<button
    type="button"
    class="favourite icon-button"
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
  ${iconButtonStyles}
  .favourite {
    display: inline-grid;
  }
  .favourite[aria-pressed='true'] {
    color: var(--tm-star);
  }
  .favourite[aria-pressed='true'] .icon {
    fill: currentColor;
  }
`;
