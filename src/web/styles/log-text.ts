import { css, unsafeCSS } from 'lit';

/** "f0" to "f15" colour text, "b0" to "b7" what is behind it. */
const palette = [
  ...Array.from({ length: 16 }, (_, n) => `.f${n} { --text: var(--tm-ansi-${n}); color: var(--text); }`),
  ...Array.from({ length: 8 }, (_, n) => `.b${n} { --behind: var(--tm-ansi-tint-${n}); background: var(--behind); }`),
].join('\n');

/** How styled parts of a log look (log-line.ts names the classes), and what a search found in it (hit-marks.ts). */
export const logTextStyles = css`
  ${unsafeCSS(palette)}
  .bold {
    font-weight: 700;
  }
  /* Colours stay: a paler one could not be read. */
  .dim {
    color: var(--text, var(--tm-muted));
  }
  .italic {
    font-style: italic;
  }
  .underline {
    text-decoration-line: underline;
  }
  .strike {
    text-decoration-line: line-through;
  }
  .underline.strike {
    text-decoration-line: underline line-through;
  }
  .inverse {
    background: var(--text, var(--tm-calm));
    color: var(--behind, var(--tm-code));
  }
  ::highlight(log-hits) {
    background-color: var(--tm-hit);
    color: var(--jp-ui-font-color0);
  }
  ::highlight(log-hit) {
    background-color: var(--tm-hit-here);
    color: #000;
    text-decoration: underline;
  }
  @media (forced-colors: active) {
    .inverse {
      forced-color-adjust: none;
      background: CanvasText;
      color: Canvas;
    }
    ::highlight(log-hits) {
      background-color: Mark;
      color: MarkText;
    }
    ::highlight(log-hit) {
      background-color: Highlight;
      color: HighlightText;
    }
  }
`;
