import { css } from 'lit';

/** A list of cards under a heading, with its length and what can be done there. */
export const listStyles = css`
  .list-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 12px;
    min-height: 28px;
    margin-bottom: 8px;
  }
  h2 {
    display: flex;
    align-items: baseline;
    gap: 8px;
    font-size: 15px;
    font-weight: 600;
  }
  h2:focus {
    outline: none;
  }
  .count {
    font-size: 13px;
    font-weight: 400;
  }
  ul.cards {
    display: grid;
    gap: 10px;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr));
    align-items: start;
  }
  .fold {
    margin-top: 10px;
  }
`;
