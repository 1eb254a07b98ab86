import { css } from 'lit';

/** A card: its head with name and state, rows of facts, a button that unfolds more. */
export const cardStyles = css`
  article {
    display: grid;
    gap: 8px;
    padding: 10px 12px;
    border: 1px solid var(--jp-border-color2);
    border-radius: 4px;
    background: var(--jp-layout-color1);
    box-shadow: var(--jp-elevation-z1);
  }
  :host([fresh]) article {
    border-color: var(--tm-focus);
  }
  .top {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 10px;
  }
  .title {
    min-width: 0;
    flex: 1;
  }
  .app {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
    overflow-wrap: anywhere;
  }
  .state {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
  }
  .rows {
    display: grid;
    gap: 4px;
  }
  .reason {
    overflow-wrap: anywhere;
  }
  button {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-height: 24px;
    padding: 0 4px 0 0;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--tm-muted);
    font: inherit;
    font-size: 12px;
    cursor: pointer;
  }
  button:hover {
    color: inherit;
    text-decoration: underline;
  }
  button .icon {
    width: 14px;
    height: 14px;
  }
  button[aria-expanded='true'] .icon {
    transform: rotate(90deg);
  }
`;
