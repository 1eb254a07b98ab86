import { css } from 'lit';

/** Places beside the directory where there is room, above it where there is not; only the lists scroll. */
export const fileDialogStyles = css`
  dialog {
    width: min(820px, calc(100vw - 24px));
    height: min(600px, calc(100dvh - 32px));
  }
  .columns {
    flex: 1;
    display: grid;
    grid-template-columns: 190px minmax(0, 1fr);
    min-height: 0;
    border-top: 1px solid var(--jp-border-color2);
  }
  tm-file-places {
    padding: 8px;
    overflow: auto;
    background: var(--tm-panel);
    border-inline-end: 1px solid var(--jp-border-color2);
  }
  .directory {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 6px 10px;
    border-bottom: 1px solid var(--jp-border-color2);
  }
  tm-path-crumbs {
    flex: 1;
    min-width: 0;
    max-height: 84px;
    overflow: auto;
  }
  .scrolls {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  .notice,
  .waits {
    margin: 8px 10px 4px;
  }
  .waits {
    display: flex;
    gap: 8px;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 6px 12px;
  }
  .stale {
    opacity: 0.55;
  }
  .dialog-foot {
    align-items: center;
  }
  .dialog-foot label {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-inline-end: auto;
  }
  @media (max-width: 600px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto minmax(0, 1fr);
    }
    tm-file-places {
      max-height: 132px;
      border-inline-end: 0;
      border-bottom: 1px solid var(--jp-border-color2);
    }
  }
  @media (max-height: 340px) {
    dialog {
      height: auto;
    }
    .scrolls {
      flex: none;
      height: 150px;
    }
  }
`;
