import { css } from 'lit';

/**
 * Native buttons in the look of JupyterLab's small ones, for what there are hundreds of: a jp-button takes as long to make as a
 * whole card. `accent` is what one mostly wants, `neutral` has a face, without either it shows one only when pointed at.
 */
export const nativeButtonStyles = css`
  .button {
    display: inline-flex;
    flex: none;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-width: 24px;
    height: 24px;
    padding: 0 9px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--tm-button-text);
    font: inherit;
    font-size: 13px;
    line-height: 20px;
    white-space: nowrap;
    cursor: pointer;
  }
  .button:hover {
    background: var(--tm-button-hover);
  }
  .button:active {
    background: var(--tm-button-active);
  }
  .button.neutral {
    background: var(--tm-neutral);
  }
  .button.neutral:hover {
    background: var(--tm-neutral-hover);
  }
  .button.neutral:active {
    background: var(--tm-neutral-active);
  }
  .button.accent {
    background: var(--tm-accent);
    color: var(--tm-accent-text);
  }
  .button.accent:hover {
    background: var(--tm-accent-hover);
  }
  .button:disabled {
    opacity: 0.4;
    cursor: not-allowed;
  }
  .button.bare {
    padding: 0 4px;
  }
  @media (forced-colors: active) {
    .button {
      border: 1px solid ButtonBorder;
    }
    .button:disabled {
      opacity: 1;
      border-color: GrayText;
      color: GrayText;
    }
  }
`;

/** What can be done with what a card shows, in one line where that can be: in a narrow card without signs. */
export const actionRowStyles = css`
  :host(:not([compact])) {
    display: block;
    container-type: inline-size;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
  }
  a.button {
    text-decoration: none;
  }
  @container (max-width: 380px) {
    .button:not(.accent, [aria-busy]) svg {
      display: none;
    }
  }
`;
