import { html, LitElement } from 'lit';
import { sharedStyles } from '../styles/shared.ts';

/** What is said stays this long, so that a screen reader that is busy comes to it. */
const keptMs = 4_000;

/** Speaks changes to screen readers; nothing of it is visible. */
export class TmSpeaker extends LitElement {
  static override properties = { lines: { state: true } };
  declare lines: readonly string[];

  static override styles = [sharedStyles];

  constructor() {
    super();
    this.lines = [];
  }

  say(text: string): void {
    this.lines = [...this.lines, text];
    setTimeout(() => {
      this.lines = this.lines.slice(1);
    }, keptMs);
  }

  override render() {
    return html`<div class="spoken" role="log" aria-live="polite" aria-relevant="additions" data-testid="spoken">
      ${this.lines.map((line) => html`<p>${line}</p>`)}
    </div>`;
  }
}

customElements.define('tm-speaker', TmSpeaker);

declare global {
  interface HTMLElementTagNameMap {
    'tm-speaker': TmSpeaker;
  }
}
