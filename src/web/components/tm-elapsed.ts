import { LitElement } from 'lit';
import { formatDuration } from '../format.ts';
import { serverClock } from '../server-clock.ts';

/** A duration that counts: from `since` until now, or from now to `until` (both ISO times). */
export class TmElapsed extends LitElement {
  static override properties = { since: {}, until: {}, phrase: { attribute: false } };
  declare since: string | null;
  declare until: string | null;
  /** Puts the duration into a sentence; default: the duration alone. */
  declare phrase: (duration: string) => string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endJumps: (() => void) | null = null;

  constructor() {
    super();
    this.since = null;
    this.until = null;
    this.phrase = (duration) => duration;
  }

  // Text alone needs no shadow root.
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endJumps = serverClock.onJump(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endJumps?.();
    clearTimeout(this.#timer);
  }

  override render() {
    const nowMs = serverClock.nowMs();
    const durationMs = this.until === null ? nowMs - Date.parse(this.since ?? '') : Date.parse(this.until) - nowMs;
    clearTimeout(this.#timer);
    // Seconds are shown only below a minute.
    if (this.isConnected) this.#timer = setTimeout(() => this.requestUpdate(), durationMs < 60_000 ? 1_000 : 15_000);
    return this.phrase(formatDuration(Number.isFinite(durationMs) ? durationMs : 0));
  }
}

customElements.define('tm-elapsed', TmElapsed);

declare global {
  interface HTMLElementTagNameMap {
    'tm-elapsed': TmElapsed;
  }
}
