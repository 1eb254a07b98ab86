import { css } from 'lit';

/** A button that is a sign alone; whose it is says how it stands in its line. */
export const iconButtonStyles = css`
  .icon-button {
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
  .icon-button:hover {
    background: var(--jp-layout-color2);
  }
`;
