import { css, html, LitElement, nothing } from 'lit';
import { icon } from '../icons.ts';
import { maximumLines } from '../log/log-buffer.ts';
import { type FollowState, LogFollower, type LogReader } from '../log/log-follower.ts';
import { LogPainter } from '../log/log-painter.ts';
import { LogPoller } from '../log/log-poller.ts';
import type { LogSource } from '../log/log-source.ts';
import { buttonStyles, dialogStyles, fieldStyles, sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';

/** Within this many pixels of the end counts as at the end. */
const endTolerance = 24;

const { log: words } = texts;

/** A log as it grows: the last lines, with pause, wrapping and download. */
export class TmLogViewer extends LitElement {
  static override properties = {
    source: { state: true },
    follow: { state: true },
    paused: { state: true },
    behind: { state: true },
    wrap: { state: true },
    empty: { state: true },
    bounded: { state: true },
    atEnd: { state: true },
  };
  declare source: LogSource | null;
  declare follow: FollowState;
  declare paused: boolean;
  /** New lines since the pause. */
  declare behind: number;
  declare wrap: boolean;
  declare empty: boolean;
  /** Whether older lines were left out. */
  declare bounded: boolean;
  declare atEnd: boolean;
  #follower: LogReader | null = null;
  #painter: LogPainter | null = null;

  static override styles = [
    sharedStyles,
    buttonStyles,
    dialogStyles,
    fieldStyles,
    css`
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
      .tools .status {
        margin-inline-start: auto;
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
      /* Blocks out of sight are not laid out: their height is taken to be that of 250 lines of 17 px until they are seen. */
      .block {
        content-visibility: auto;
        contain-intrinsic-size: auto none auto 4250px;
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
    `,
  ];

  constructor() {
    super();
    this.source = null;
    this.follow = 'connecting';
    this.wrap = false;
    this.#reset();
  }

  async show(source: LogSource): Promise<void> {
    this.source = source;
    this.#reset();
    await this.updateComplete;
    this.#dialog().showModal();
    this.#scroller().focus();
    this.#painter = new LogPainter(this.#scroller());
    this.#follower?.close();
    const Reader = source.isFollowed ? LogFollower : LogPoller;
    this.#follower = new Reader(source.path, (state) => this.#onNews(state));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  override render() {
    return html`<dialog aria-labelledby="title" data-testid="log-viewer" @close=${() => this.#stop()}>
      <div class="dialog-head"><h2 id="title">${words.title(this.source?.name ?? '')}</h2></div>
      ${this.#renderTools()}
      <div class="lines">
        <div class="scroll ${this.wrap ? 'wrap' : ''}" tabindex="0" role="region" aria-label=${words.region} data-testid="log-lines" @scroll=${() => this.#onScroll()}></div>
        ${this.empty && this.follow !== 'connecting' ? html`<p class="empty muted">${words.empty}</p>` : nothing}
        ${this.atEnd ? nothing : html`<jp-button class="to-end" scale="small" appearance="accent" @click=${() => this.#toEnd()}>${words.toEnd}</jp-button>`}
      </div>
      ${this.#renderFoot()}
    </dialog>`;
  }

  #renderTools() {
    return html`<div class="tools">
      <jp-button scale="small" data-testid="log-pause" aria-pressed=${String(this.paused)} @click=${() => this.#togglePause()}>
        ${icon(this.paused ? 'play' : 'pause', 'start')}${this.paused ? words.resume : words.pause}
      </jp-button>
      <jp-checkbox data-testid="log-wrap" .checked=${this.wrap} @change=${(event: Event) => {
        this.wrap = (event.target as HTMLInputElement).checked;
      }}>${words.wrap}</jp-checkbox>
      <span class="status muted" role="status" data-testid="log-status">${this.#statusText()}</span>
    </div>`;
  }

  #renderFoot() {
    return html`<div class="dialog-foot">
      <span class="note muted">${this.bounded ? words.bounded(maximumLines.toLocaleString()) : nothing}</span>
      <a data-testid="log-download" href=${`api/v1/${this.source?.path ?? ''}`} download=${`${this.source?.name ?? 'log'}.log`}>${words.download}</a>
      <jp-button data-testid="log-close" @click=${() => this.#dialog().close()}>${texts.close}</jp-button>
    </div>`;
  }

  #statusText(): string {
    if (this.paused) return words.paused(this.behind);
    return this.follow === 'gone' ? (this.source?.gone ?? '') : words[this.follow];
  }

  #onNews(state: FollowState): void {
    const { buffer } = this.#follower as LogFollower;
    this.follow = state;
    if (this.paused) this.behind = this.#painter?.behind(buffer) ?? 0;
    else this.#paint();
  }

  #paint(): void {
    if (this.#follower === null) return;
    const { buffer } = this.#follower;
    const scroller = this.#scroller();
    this.#painter?.paint(buffer);
    this.empty = buffer.lines.length === 0 && buffer.partial === '';
    this.bounded = buffer.dropped > 0;
    this.behind = 0;
    if (this.atEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  #togglePause(): void {
    this.paused = !this.paused;
    if (!this.paused) this.#paint();
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller();
    this.atEnd = scrollHeight - scrollTop - clientHeight < endTolerance;
  }

  #toEnd(): void {
    this.atEnd = true;
    this.#scroller().scrollTop = this.#scroller().scrollHeight;
  }

  #reset(): void {
    Object.assign(this, { paused: false, behind: 0, empty: true, bounded: false, atEnd: true, follow: 'connecting' });
  }

  #stop(): void {
    this.#follower?.close();
    this.#follower = null;
    this.#painter?.clear();
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }

  #scroller(): HTMLElement {
    return this.renderRoot.querySelector('.scroll') as HTMLElement;
  }
}

customElements.define('tm-log-viewer', TmLogViewer);

declare global {
  interface HTMLElementTagNameMap {
    'tm-log-viewer': TmLogViewer;
  }
}
