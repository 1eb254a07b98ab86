import { css } from 'lit';

/** What every component starts from: box sizes, text, focus, links, icons, and text for screen readers only. */
export const sharedStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  pre {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  a {
    color: var(--jp-content-link-color);
  }
  :focus-visible {
    outline: 2px solid var(--tm-focus);
    outline-offset: 2px;
  }
  code,
  pre {
    font-family: var(--jp-code-font-family);
    font-size: 12px;
  }
  .icon {
    flex: none;
    vertical-align: -3px;
  }
  .muted {
    color: var(--tm-muted);
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .turns {
    transform-origin: center;
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .turns {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    /* Browsers leave colours of drawings as they are. */
    .icon {
      forced-color-adjust: auto;
    }
  }
`;

/** JupyterLab's buttons, closer together than they come: their margin leaves room for a focus ring that the gap gives. */
export const buttonStyles = css`
  /* Until they are registered, a moment after the first picture, they keep their place. */
  jp-button:not(:defined),
  jp-text-field:not(:defined) {
    display: inline-block;
    min-height: 32px;
  }
  jp-button[scale='small']:not(:defined) {
    min-height: 24px;
  }
  jp-button {
    margin: 0;
    flex: none;
  }
  jp-button::part(start) {
    margin-inline-end: 0;
  }
  jp-button svg[slot='start'] {
    margin-inline-end: 6px;
  }
  jp-button[scale='small']::part(control) {
    padding: 0 8px;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
`;

/** JupyterLab's fields with the contrast that WCAG asks of borders (3) and placeholders (4.5). */
export const fieldStyles = css`
  jp-text-field::part(control)::placeholder {
    color: var(--tm-muted);
    opacity: 1;
  }
  jp-checkbox:not([aria-checked='true'])::part(control) {
    border-color: var(--tm-field-border);
  }
  @media (forced-colors: active) {
    /* Its red for errors stays as it is otherwise, on whatever background. */
    jp-text-field::part(root) {
      forced-color-adjust: auto;
    }
  }
`;

/** JupyterLab's own list of choices, for lists outside of forms. */
export const selectStyles = css`
  select {
    min-width: 0;
    height: 28px;
    padding: 0 6px;
    border: 1px solid var(--tm-field-border);
    border-radius: 3px;
    background: var(--jp-layout-color1);
    color: inherit;
    font: inherit;
  }
`;

/** Native dialogs in the look of JupyterLab's. */
export const dialogStyles = css`
  dialog {
    width: min(560px, calc(100vw - 24px));
    max-height: calc(100dvh - 32px);
    padding: 0;
    border: 1px solid var(--jp-border-color2);
    border-radius: 4px;
    background: var(--jp-layout-color1);
    color: var(--jp-ui-font-color1);
    box-shadow: var(--jp-elevation-z20);
    flex-direction: column;
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
  }
  dialog::backdrop {
    background: var(--jp-dialog-background);
  }
  .dialog-head {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 18px 20px 10px;
  }
  .dialog-head h2 {
    font-size: 17px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .dialog-body {
    padding: 4px 20px 16px;
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .dialog-foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    padding: 12px 20px;
    border-top: 1px solid var(--jp-border-color2);
  }
  /* Zoomed to 400 %: with head and foot always in sight, there would be nothing between them. The dialog scrolls as a whole. */
  @media (max-height: 340px) {
    dialog {
      height: auto;
      max-height: calc(100dvh - 12px);
      overflow: auto;
    }
    dialog[open] {
      display: block;
    }
    .dialog-head {
      padding: 12px 20px 6px;
    }
    .dialog-body {
      overflow: visible;
    }
  }
`;

/** A box that says that something went wrong, or may. */
export const noticeStyles = css`
  .notice {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--tm-warn);
    border-radius: 3px;
    background: var(--tm-warn-tint);
    overflow-wrap: anywhere;
  }
  .notice.bad {
    border-color: var(--tm-bad);
    background: var(--tm-bad-tint);
  }
  .notice.good {
    border-color: var(--tm-good);
    background: var(--tm-good-tint);
  }
  .notice strong {
    display: block;
    font-weight: 600;
  }
`;
