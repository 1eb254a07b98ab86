import { css, html, LitElement, nothing } from 'lit';
import { icon } from '../icons.ts';
import { pageChoice } from '../notifications/page-choice.ts';
import { serverClock } from '../server-clock.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { noticeTexts } from '../texts/notices.ts';

/** What is ready sooner needs no offer. */
const soonMs = 5_000;

/** Offers notifications on the card of something that takes its time, until somebody answers; on one card at a time. */
export class TmNotifyOffer extends LitElement {
  static override properties = { name: {}, since: {} };
  /** Of what is waited for. */
  declare name: string;
  /** ISO 8601: since when it starts; null: it waits in a queue. */
  declare since: string | null;
  #endChange: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  static readonly #waiting = new Set<TmNotifyOffer>();

  static override styles = [
    sharedStyles,
    buttonStyles,
    css`
      /* Without an offer it takes no place, nor a gap beside it. */
      :host {
        display: contents;
      }
      .buttons {
        gap: 4px;
      }
    `,
  ];

  constructor() {
    super();
    this.since = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endChange = pageChoice.onChange(() => this.requestUpdate());
    TmNotifyOffer.#waiting.add(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endChange?.();
    clearTimeout(this.#timer);
    TmNotifyOffer.#waiting.delete(this);
    for (const other of TmNotifyOffer.#waiting) other.requestUpdate();
  }

  override render() {
    const [first] = TmNotifyOffer.#waiting;
    if (pageChoice.state !== 'unasked' || first !== this || this.#isTooEarly()) return nothing;
    const { yes, yesFor, no } = noticeTexts.offer;
    return html`<div class="buttons" data-testid="notify-offer">
      <jp-button scale="small" appearance="outline" data-testid="notify-yes" aria-label=${yesFor(this.name)} @click=${() => this.#answer(() => pageChoice.turnOn())}>${icon('bell', 'start')}${yes}</jp-button>
      <jp-button scale="small" appearance="stealth" data-testid="notify-no" @click=${() => this.#answer(() => pageChoice.turnOff())}>${no}</jp-button>
    </div>`;
  }

  #isTooEarly(): boolean {
    clearTimeout(this.#timer);
    const waitMs = this.since === null ? 0 : Date.parse(this.since) + soonMs - serverClock.nowMs();
    if (waitMs > 0) this.#timer = setTimeout(() => this.requestUpdate(), waitMs);
    return waitMs > 0;
  }

  /** The buttons go away: the focus goes to the next thing of the card. */
  #answer(choose: () => unknown): void {
    const card = this.getRootNode();
    if (card instanceof ShadowRoot) card.querySelector<HTMLElement>('[data-testid=details]')?.focus();
    void choose();
  }
}

customElements.define('tm-notify-offer', TmNotifyOffer);

declare global {
  interface HTMLElementTagNameMap {
    'tm-notify-offer': TmNotifyOffer;
  }
}
