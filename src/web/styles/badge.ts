import { css } from 'lit';

/** A state in a word, a sign and a colour. */
export const badgeStyles = css`
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding: 2px 9px 2px 6px;
    border-radius: 11px;
    font-size: 12px;
    font-weight: 600;
    white-space: nowrap;
  }
  .badge .icon {
    width: 14px;
    height: 14px;
  }
  .calm {
    color: var(--tm-calm);
    background: var(--tm-calm-tint);
  }
  .busy {
    color: var(--tm-busy);
    background: var(--tm-busy-tint);
  }
  .good {
    color: var(--tm-good);
    background: var(--tm-good-tint);
  }
  .warn {
    color: var(--tm-warn);
    background: var(--tm-warn-tint);
  }
  .bad {
    color: var(--tm-bad);
    background: var(--tm-bad-tint);
  }
  .lost {
    color: var(--tm-lost);
    background: var(--tm-lost-tint);
  }
`;
