import { css } from 'lit';

/** What the dialogs of recipes and copies share. */
export const recipeDialogStyles = css`
  dialog {
    width: min(640px, calc(100vw - 24px));
  }
  dl {
    display: grid;
    grid-template-columns: minmax(80px, max-content) minmax(0, 1fr);
    gap: 4px 14px;
    margin: 12px 0;
  }
  dt {
    color: var(--tm-muted);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .description {
    margin-top: 8px;
    white-space: pre-line;
  }
  .notice {
    margin-top: 8px;
  }
  h3 {
    margin: 14px 0 4px;
    font-size: 13px;
    font-weight: 600;
  }
  pre {
    max-height: 200px;
    padding: 8px 10px;
    overflow: auto;
    border-radius: 3px;
    background: var(--tm-code);
    white-space: pre-wrap;
  }
  .fields {
    display: grid;
    gap: 14px;
    margin-top: 12px;
    padding: 2px;
  }
  .apart {
    align-self: center;
    margin-inline-end: auto;
  }
`;
