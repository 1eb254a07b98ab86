import { css, html, LitElement, nothing } from 'lit';
import { keepFocusClear } from '../focus-room.ts';
import { icon } from '../icons.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { tableTexts as words } from '../texts/table.ts';

/** What can be done with the ticked rows. Emits "stop", "remove" and "clear". */
export class TmSelectionBar extends LitElement {
  static override properties = {
    count: { type: Number },
    stoppable: { type: Number },
    removable: { type: Number },
    progress: { attribute: false },
  };
  declare count: number;
  /** How many of them can be stopped, and removed. */
  declare stoppable: number;
  declare removable: number;
  /** How far the stopping is; null: nothing is under way. */
  declare progress: { done: number; total: number } | null;
  #endRoom: (() => void) | null = null;

  static override styles = [
    sharedStyles,
    nativeButtonStyles,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        min-height: 36px;
        padding: 4px 8px;
        border: 1px solid transparent;
        border-radius: 4px;
      }
      .some {
        border-color: var(--tm-busy);
        background: var(--tm-busy-tint);
        color: var(--tm-busy);
      }
      .some .button {
        color: inherit;
      }
      .some .button:not(:hover) {
        background: none;
      }
      [role='status'] {
        font-weight: 600;
      }
      .muted {
        padding-inline-start: 4px;
      }
    `,
  ];

  constructor() {
    super();
    this.progress = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // It sticks to the upper edge, over the rows.
    this.#endRoom = keepFocusClear('top', this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endRoom?.();
  }

  override render() {
    const { count, progress } = this;
    const isShown = count > 0 || progress !== null;
    return html`<div class=${isShown ? 'some' : ''} role="group" aria-label=${words.selection} data-testid="selection">
      <span role="status">${isShown ? this.#status() : nothing}</span>
      ${isShown ? this.#renderButtons() : html`<span class="muted">${words.selectionHint}</span>`}
    </div>`;
  }

  #status(): string {
    const { count, progress } = this;
    return progress === null
      ? words.selected(count)
      : words.stopping(Math.min(progress.done + 1, progress.total), progress.total);
  }

  #renderButtons() {
    const { stoppable, removable, progress } = this;
    const isBusy = progress !== null;
    return html`
      <button type="button" class="button" data-testid="stop-selected" title=${stoppable === 0 ? words.noneToStop : nothing}
        ?disabled=${isBusy || stoppable === 0} aria-busy=${isBusy ? 'true' : nothing} @click=${() => this.#emit('stop')}
      >${icon(isBusy ? 'spinner' : 'stop')}${words.stop(stoppable)}</button>
      <button type="button" class="button" data-testid="remove-selected" title=${removable === 0 ? words.noneToRemove : nothing}
        ?disabled=${isBusy || removable === 0} @click=${() => this.#emit('remove')}
      >${icon('remove')}${words.remove(removable)}</button>
      <button type="button" class="button" data-testid="clear-selection" ?disabled=${isBusy} @click=${() => this.#emit('clear')}>${icon('close')}${words.clear}</button>
    `;
  }

  #emit(name: 'stop' | 'remove' | 'clear'): void {
    this.dispatchEvent(new CustomEvent(name));
  }
}

customElements.define('tm-selection-bar', TmSelectionBar);

declare global {
  interface HTMLElementTagNameMap {
    'tm-selection-bar': TmSelectionBar;
  }
}
