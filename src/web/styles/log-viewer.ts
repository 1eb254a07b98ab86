import { css } from 'lit';

/** The log viewer's dialog: a row of tools, the lines, what to know of them. */
export const logViewerStyles = css`
  dialog {
    width: min(1100px, calc(100vw - 24px));
    height: min(760px, calc(100dvh - 32px));
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 0 20px 10px;
  }
  .tools tm-log-search {
    flex: 0 1 400px;
  }
  .tools .status {
    margin-inline-start: auto;
  }
  @media (max-width: 640px) {
    /* A row of its own, below the others. */
    .tools tm-log-search {
      order: 1;
      flex: 1 0 100%;
    }
  }
  .lines {
    position: relative;
    flex: 1;
    min-height: 0;
    border-block: 1px solid var(--jp-border-color2);
    background: var(--tm-code);
  }
  .scroll {
    height: 100%;
    padding: 8px 20px;
    overflow: auto;
    font-family: var(--jp-code-font-family);
    font-size: 12px;
    line-height: 17px;
    white-space: pre;
    tab-size: 8;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  /* Blocks out of sight are not laid out: until they are seen, log-painter.ts says how high they are taken to be. */
  .block {
    content-visibility: auto;
    contain-intrinsic-width: auto none;
  }
  .scroll.wrap {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .empty {
    position: absolute;
    inset: 8px 20px auto;
  }
  .to-end {
    position: absolute;
    inset: auto 28px 14px auto;
    box-shadow: var(--jp-elevation-z4);
  }
  .dialog-foot {
    align-items: center;
    border-top: 0;
  }
  .dialog-foot .note {
    flex: 1 1 200px;
  }
  @media (max-height: 340px) {
    dialog {
      height: auto;
    }
    .lines {
      height: 170px;
    }
  }
`;
