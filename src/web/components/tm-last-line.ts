import { css, html, LitElement, nothing } from 'lit';
import { LogFollower } from '../log/log-follower.ts';
import { sharedStyles } from '../styles/shared.ts';
import { instanceTexts } from '../texts/instances.ts';

/** A quick start is over before anybody could read it. */
const afterMs = 2_000;

/** The last line of a log that grows; nothing where it is empty. It is followed only while it is on the screen. */
export class TmLastLine extends LitElement {
  static override properties = { path: {}, line: { state: true } };
  /** Of the log, below "api/v1/". */
  declare path: string;
  declare line: string;
  readonly #watch = new IntersectionObserver((seen) => {
    if (seen.at(-1)?.isIntersecting) this.#begin();
    else this.#end();
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #follower: LogFollower | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      /* There to be watched, without the gap of a row. */
      :host(:not([filled])) {
        margin-top: -4px;
      }
      p {
        overflow: hidden;
        font: 12px / 17px var(--jp-code-font-family);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  constructor() {
    super();
    this.line = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch.disconnect();
    this.#end();
  }

  override render() {
    this.toggleAttribute('filled', this.line !== '');
    if (this.line === '') return nothing;
    return html`<p class="muted" data-testid="last-line" title=${this.line}><span class="spoken">${instanceTexts.lastLine}</span>${this.line}</p>`;
  }

  #begin(): void {
    this.#timer ??= setTimeout(() => {
      this.#follower = new LogFollower(this.path, () => this.#show(), 1);
    }, afterMs);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#follower?.close();
    this.#follower = null;
  }

  #show(): void {
    const { lines = [], partial } = this.#follower?.buffer ?? {};
    const written = [partial, ...[...lines.slice(-3)].reverse()].map((line) => line?.text.trim() ?? '');
    this.line = written.find((text) => text !== '') ?? this.line;
  }
}

customElements.define('tm-last-line', TmLastLine);

declare global {
  interface HTMLElementTagNameMap {
    'tm-last-line': TmLastLine;
  }
}
