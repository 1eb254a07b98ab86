import { css } from 'lit';

/** A text field as JupyterLab's are, with a list below it. */
export const pathFieldStyles = css`
  label {
    display: block;
    margin-bottom: 4px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .optional {
    font-weight: 400;
  }
  .row {
    position: relative;
    display: flex;
    gap: 6px;
  }
  input {
    flex: 1;
    /* Or a field of 20 letters would be the least that a dialog has to be wide. */
    width: 0;
    min-width: 0;
    height: 32px;
    padding: 0 8px;
    border: 1px solid var(--tm-field-border);
    border-radius: 3px;
    background: var(--jp-layout-color1);
    color: inherit;
    font: 12px var(--jp-code-font-family);
  }
  input::placeholder {
    color: var(--tm-muted);
    opacity: 1;
  }
  input:focus-visible {
    outline-offset: -1px;
  }
  input[aria-invalid='true'] {
    border-color: var(--tm-error);
  }
  .row .button {
    height: 32px;
  }
  .busy {
    align-self: center;
    color: var(--tm-muted);
  }
  ul {
    position: fixed;
    inset: auto;
    z-index: 5;
    margin: 0;
    padding: 4px 0;
    overflow: auto;
    border: 1px solid var(--jp-border-color1);
    border-radius: 3px;
    background: var(--jp-layout-color1);
    color: var(--jp-ui-font-color1);
    box-shadow: var(--jp-elevation-z4);
    font: 12px var(--jp-code-font-family);
  }
  ul[hidden] {
    display: none;
  }
  li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 26px;
    padding: 3px 10px;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  li .icon {
    color: var(--tm-muted);
  }
  li:hover {
    background: var(--jp-layout-color2);
  }
  li[aria-selected='true'] {
    background: var(--tm-busy-tint);
    outline: 1px solid var(--tm-focus);
    outline-offset: -1px;
  }
  @supports not selector(:popover-open) {
    ul {
      position: static;
      max-height: 200px;
      margin-top: 2px;
    }
  }
`;
