import { css, html, nothing, render, svg } from 'lit';
import { plotHeight, plotOf, plotWidth } from '../usage/plot-path.ts';
import { redrawClock } from '../usage/redraw-clock.ts';
import { type UsageQuantity, usageHistory } from '../usage/usage-history.ts';

/** The look of plots, for the cards that have them. */
export const plotStyles = css`
  tm-usage-plot {
    flex: none;
    display: inline-block;
    width: 56px;
    height: 16px;
    margin-inline-start: 2px;
  }
  tm-usage-plot svg {
    display: block;
    width: 100%;
    height: 100%;
    overflow: visible;
    border-bottom: 1px solid var(--jp-border-color1);
  }
  tm-usage-plot path {
    fill: none;
    stroke: var(--tm-busy);
    stroke-width: 1.5;
    vector-effect: non-scaling-stroke;
  }
  tm-usage-plot line {
    stroke: var(--tm-muted);
    stroke-width: 1;
    stroke-dasharray: 2 3;
    vector-effect: non-scaling-stroke;
  }
  @media (forced-colors: active) {
    tm-usage-plot :is(path, line) {
      stroke: CanvasText;
    }
  }
`;

/**
 * The last five minutes of what an instance uses, as a line. A decoration: the number stands beside it in words. There are two
 * on each card, so it is no Lit element, and it draws only while it is seen.
 */
export class TmUsagePlot extends HTMLElement {
  /** Of the instance. */
  instanceId = '';
  quantity: UsageQuantity = 'cpu_percent';
  #isSeen = false;

  /** The value that stands beside it: a new one is drawn at once. */
  set value(_value: number) {
    this.#draw();
  }

  connectedCallback(): void {
    seen.observe(this);
  }

  disconnectedCallback(): void {
    seen.unobserve(this);
    this.see(false);
  }

  see(isSeen: boolean): void {
    this.#isSeen = isSeen;
    if (isSeen) redrawClock.add(this.#draw);
    else redrawClock.delete(this.#draw);
    this.#draw();
  }

  readonly #draw = (): void => {
    if (!this.#isSeen) return;
    const { line, markY } = plotOf(usageHistory.of(this.instanceId), this.quantity, performance.now());
    const mark = markY === null ? nothing : svg`<line x1="0" x2=${plotWidth} y1=${markY} y2=${markY}></line>`;
    render(
      html`<svg viewBox="0 0 ${plotWidth} ${plotHeight}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${mark}<path d=${line}></path></svg>`,
      this,
    );
  };
}

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) (target as TmUsagePlot).see(isIntersecting);
});

customElements.define('tm-usage-plot', TmUsagePlot);

declare global {
  interface HTMLElementTagNameMap {
    'tm-usage-plot': TmUsagePlot;
  }
}
