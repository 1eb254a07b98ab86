import { css } from 'lit';

/** The table of instances: as wide as its place; columns of less weight go where it is narrow. */
export const tableStyles = css`
  :host {
    container-type: inline-size;
  }
  tm-selection-bar {
    position: sticky;
    top: 0;
    z-index: 3;
    margin-bottom: 6px;
    background: var(--tm-panel);
  }
  .frame {
    border: 1px solid var(--jp-border-color2);
    border-radius: 4px;
    background: var(--jp-layout-color1);
    box-shadow: var(--jp-elevation-z1);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 8px;
    text-align: start;
    vertical-align: middle;
    white-space: nowrap;
  }
  thead th {
    padding: 2px 4px;
    font-size: 12px;
  }
  tbody tr {
    border-top: 1px solid var(--jp-border-color2);
  }
  tbody tr:hover {
    background: var(--tm-button-active);
  }
  tbody tr.selected {
    background: var(--tm-busy-tint);
  }
  tbody tr.fresh {
    box-shadow: inset 3px 0 var(--tm-focus);
  }
  th[scope='row'] {
    width: 40%;
    min-width: 110px;
    font-weight: 400;
    white-space: normal;
  }
  .name,
  .app {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    text-align: left;
  }
  .name {
    font-weight: 600;
    line-height: 1.3;
  }
  .app {
    -webkit-line-clamp: 1;
    font-size: 12px;
    line-height: 1.3;
  }
  td.host {
    max-width: 130px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .number {
    text-align: end;
  }
  .tick {
    width: 32px;
    padding: 0 0 0 4px;
  }
  .tick label {
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    cursor: pointer;
  }
  .tick input {
    width: 15px;
    height: 15px;
    margin: 0;
    accent-color: var(--tm-accent);
  }
  td.actions {
    width: 1%;
    padding: 2px 6px 2px 2px;
  }
  .sort {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-height: 26px;
    padding: 0 4px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .sort:hover {
    background: var(--tm-button-hover);
  }
  .sort .icon {
    width: 12px;
    height: 12px;
    visibility: hidden;
    transform: rotate(-90deg);
  }
  .number .sort {
    flex-direction: row-reverse;
  }
  [aria-sort] .sort .icon {
    visibility: visible;
  }
  [aria-sort='descending'] .sort .icon {
    transform: rotate(90deg);
  }
  .none {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
    padding: 20px 12px;
  }
  @media (forced-colors: active) {
    tbody tr.selected {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    tbody tr.fresh {
      border-inline-start: 3px solid;
    }
  }
  @container (max-width: 850px) {
    .viewers {
      display: none;
    }
  }
  @container (max-width: 790px) {
    .ended {
      display: none;
    }
  }
  @container (max-width: 690px) {
    .memory {
      display: none;
    }
  }
  @container (max-width: 620px) {
    .cpu {
      display: none;
    }
  }
  @container (max-width: 560px) {
    .host {
      display: none;
    }
  }
  @container (max-width: 470px) {
    .started {
      display: none;
    }
    th,
    td {
      padding-inline: 4px;
    }
  }
  /* The state below the name: beside it and the buttons there is no room. */
  @container (max-width: 390px) {
    tr {
      display: grid;
      grid-template-columns: 32px minmax(0, 1fr) auto;
      align-items: center;
    }
    .tick,
    .actions {
      grid-row: 1 / 3;
    }
    tr > .name,
    th[scope='row'],
    .state {
      grid-column: 2;
      width: auto;
      min-width: 0;
    }
    tr > .name,
    th[scope='row'] {
      grid-row: 1;
    }
    .state {
      grid-row: 2;
      padding-block: 0 4px;
    }
    .actions {
      grid-column: 3;
    }
    td.actions {
      width: auto;
    }
  }
`;
