import { html, LitElement, nothing } from 'lit';
import { icon } from '../icons.ts';
import { maximumLines } from '../log/log-buffer.ts';
import { type FollowState, LogFollower, type LogReader } from '../log/log-follower.ts';
import { LogPainter } from '../log/log-painter.ts';
import { LogPoller } from '../log/log-poller.ts';
import type { LogSource } from '../log/log-source.ts';
import { recallWrap, rememberWrap } from '../log/remembered-wrap.ts';
import { logTextStyles } from '../styles/log-text.ts';
import { logViewerStyles } from '../styles/log-viewer.ts';
import { buttonStyles, dialogStyles, fieldStyles, sharedStyles } from '../styles/shared.ts';
import { logTexts as words } from '../texts/log-viewer.ts';
import { pageTexts } from '../texts/page.ts';
import type { TmLogSearch } from './tm-log-search.ts';
import './tm-log-search.ts';

/** Within this many pixels of the end counts as at the end. */
const endTolerance = 24;

/** A log as it grows: the last lines, with pause, wrapping, search and download. */
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
  /** Whether the view stays where the search left it, be it at the end, until it is scrolled by hand. */
  #isHeld = false;
  readonly #letGo = {
    handleEvent: () => {
      this.#isHeld = false;
    },
    passive: true,
  };

  static override styles = [sharedStyles, buttonStyles, dialogStyles, fieldStyles, logViewerStyles, logTextStyles];

  constructor() {
    super();
    this.source = null;
    this.follow = 'connecting';
    this.wrap = recallWrap();
    this.#reset();
  }

  async show(source: LogSource): Promise<void> {
    this.source = source;
    this.#reset();
    await this.updateComplete;
    this.#dialog().showModal();
    this.#scroller().focus();
    this.#painter = new LogPainter(this.#scroller());
    this.#search().open(this.#painter, this.#scroller());
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
        <div class="scroll ${this.wrap ? 'wrap' : ''}" tabindex="0" role="region" aria-label=${words.region} data-testid="log-lines"
          @scroll=${() => this.#onScroll()} @wheel=${this.#letGo} @touchmove=${this.#letGo} @pointerdown=${this.#letGo} @keydown=${this.#letGo}></div>
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
      <jp-checkbox data-testid="log-wrap" .checked=${this.wrap} @change=${(event: Event) => this.#setWrap((event.target as HTMLInputElement).checked)}>${words.wrap}</jp-checkbox>
      <tm-log-search @moved=${() => this.#holdView()} @leave=${() => this.#scroller().focus()}></tm-log-search>
      <span class="status muted" data-testid="log-status"><span role="status">${this.#statusText()}</span>${this.paused ? words.behind(this.behind) : nothing}</span>
    </div>`;
  }

  #renderFoot() {
    return html`<div class="dialog-foot">
      <span class="note muted">${this.bounded ? words.bounded(maximumLines) : nothing}</span>
      <a data-testid="log-download" href=${`api/v1/${this.source?.path ?? ''}`} download=${`${this.source?.name ?? 'log'}.log`}>${words.download}</a>
      <jp-button data-testid="log-close" @click=${() => this.#dialog().close()}>${pageTexts.close}</jp-button>
    </div>`;
  }

  #statusText(): string {
    if (this.paused) return words.paused;
    return this.follow === 'gone' ? (this.source?.gone ?? '') : words[this.follow];
  }

  #onNews(state: FollowState): void {
    const { buffer } = this.#follower as LogReader;
    this.follow = state;
    if (this.paused) this.behind = this.#painter?.behind(buffer) ?? 0;
    else this.#paint();
  }

  #paint(): void {
    if (this.#follower === null) return;
    const { buffer } = this.#follower;
    const scroller = this.#scroller();
    this.#painter?.paint(buffer);
    this.empty = buffer.lines.length === 0 && buffer.partial.text === '';
    this.bounded = buffer.dropped > 0;
    this.behind = 0;
    if (this.atEnd) scroller.scrollTop = scroller.scrollHeight;
    this.#search().refresh();
  }

  #setWrap(wrap: boolean): void {
    this.wrap = wrap;
    rememberWrap(wrap);
  }

  #togglePause(): void {
    this.paused = !this.paused;
    if (!this.paused) this.#paint();
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller();
    this.#search().markSoon();
    if (this.#isHeld) return;
    this.atEnd = scrollHeight - scrollTop - clientHeight < endTolerance;
  }

  /** New lines shall not move away what was found. */
  #holdView(): void {
    this.atEnd = false;
    this.#isHeld = true;
  }

  #toEnd(): void {
    this.#isHeld = false;
    this.atEnd = true;
    this.#scroller().scrollTop = this.#scroller().scrollHeight;
  }

  #reset(): void {
    this.#isHeld = false;
    Object.assign(this, { paused: false, behind: 0, empty: true, bounded: false, atEnd: true, follow: 'connecting' });
  }

  #stop(): void {
    this.#follower?.close();
    this.#follower = null;
    this.#search()?.close();
    this.#painter?.clear();
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }

  #search(): TmLogSearch {
    return this.renderRoot.querySelector('tm-log-search') as TmLogSearch;
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
