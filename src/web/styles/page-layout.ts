import { css } from 'lit';

/** The page: beside each other where there is room, what runs first and the apps below it where there is not. */
export const pageLayout = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 100dvh;
  }
  main {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
  }
  .things,
  .apps {
    min-width: 0;
    padding: 16px 20px 20px;
  }
  .things {
    background: var(--tm-panel);
    border-bottom: 1px solid var(--jp-border-color2);
  }
  .skip {
    position: absolute;
    inset: -60px auto auto 12px;
    z-index: 20;
    padding: 8px 14px;
    border: 0;
    border-radius: 0 0 4px 4px;
    color: inherit;
    font: inherit;
    background: var(--jp-layout-color1);
    box-shadow: var(--jp-elevation-z4);
  }
  .skip:focus {
    top: 0;
  }
  @media (max-width: 480px) {
    .things,
    .apps {
      padding-inline: 12px;
    }
  }
  @media (min-width: 1000px) {
    main.columns {
      grid-template-columns: minmax(380px, auto) minmax(0, 1fr);
      align-content: stretch;
    }
    main.columns .things {
      width: max(380px, 38vw);
    }
    /* A table needs room. */
    main.columns .things[wide] {
      width: 66vw;
    }
    .things {
      border-bottom: 0;
      border-inline-end: 1px solid var(--jp-border-color2);
    }
  }
  @media (min-width: 1700px) {
    main.columns .things {
      width: 44vw;
    }
    main.columns .things[wide] {
      width: 60vw;
    }
  }
`;
