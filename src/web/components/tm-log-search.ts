import { css, html, LitElement } from 'lit';
import { icon } from '../icons.ts';
import { LogFinder } from '../log/log-finder.ts';
import type { LogPainter } from '../log/log-painter.ts';
import { buttonStyles, fieldStyles, sharedStyles } from '../styles/shared.ts';
import { logTexts as words } from '../texts/log-viewer.ts';

/** Longer texts are no search but something pasted by mistake. */
const maximumQueryLength = 200;

/**
 * The search in a log: Ctrl+F goes to the field, Enter and F3 to the next hit, with Shift to the one before. Emits "moved" when
 * the view went to a hit, and "leave" when Escape is pressed in the empty field.
 */
export class TmLogSearch extends LitElement {
  static override properties = { query: { state: true }, status: { state: true }, spoken: { state: true } };
  declare query: string;
  declare status: string;
  /** What of `status` screen readers say: what was asked for, not what new lines change in it. */
  declare spoken: string;
  #finder: LogFinder | null = null;
  readonly #onKey = (event: KeyboardEvent) => this.#onPageKey(event);

  static override styles = [
    sharedStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      jp-text-field {
        flex: 1 1 auto;
        min-width: 0;
        margin: 0;
      }
      .status {
        min-width: 84px;
        padding-inline: 8px 4px;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .previous svg {
        transform: rotate(-90deg);
      }
      .next svg {
        transform: rotate(90deg);
      }
    `,
  ];

  constructor() {
    super();
    Object.assign(this, { query: '', status: '', spoken: '' });
  }

  /** Begins with an empty field, for a log that was just opened. */
  open(painter: LogPainter, scroller: HTMLElement): void {
    this.close();
    this.#finder = new LogFinder(painter, scroller, {
      onProgress: () => this.#tell(),
      onFound: () => {
        this.#tell();
        this.spoken = this.status;
      },
      onMoved: () => this.dispatchEvent(new CustomEvent('moved')),
    });
    document.addEventListener('keydown', this.#onKey);
  }

  close(): void {
    document.removeEventListener('keydown', this.#onKey);
    this.#finder?.close();
    this.#finder = null;
    Object.assign(this, { query: '', status: '', spoken: '' });
  }

  /** Looks at what was painted since. */
  refresh(): void {
    this.#finder?.refresh();
  }

  /** After scrolling. */
  markSoon(): void {
    this.#finder?.markSoon();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  override render() {
    return html`<jp-text-field
        type="search"
        data-testid="log-search"
        aria-label=${words.search}
        aria-keyshortcuts="Control+F Meta+F"
        placeholder=${words.searchPlaceholder}
        title=${words.searchKeys}
        maxlength=${maximumQueryLength}
        .value=${this.query}
        @input=${(event: Event) => this.#find((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.#onFieldKey(event)}
      >${icon('search', 'start')}</jp-text-field>
      <span class="status muted" data-testid="log-hits">${this.status}</span>
      ${this.#renderStep('previous', -1)} ${this.#renderStep('next', 1)}
      <span class="spoken" role="status">${this.spoken}</span>`;
  }

  #renderStep(name: 'previous' | 'next', direction: 1 | -1) {
    return html`<jp-button class=${name} scale="small" appearance="stealth" data-testid="log-${name}" title=${words[name]} aria-label=${words[name]}
      ?disabled=${this.query === ''} @click=${() => this.#finder?.step(direction)}>${icon('chevron')}</jp-button>`;
  }

  #find(query: string): void {
    this.query = query;
    this.#finder?.find(query);
    this.#tell();
    if (query === '') this.spoken = '';
  }

  #tell(): void {
    this.status = this.query === '' || this.#finder === null ? '' : statusOf(this.#finder);
  }

  #onFieldKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter') this.#finder?.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && this.query !== '') this.#clear();
    else if (event.key === 'Escape') this.dispatchEvent(new CustomEvent('leave'));
    else return;
    event.preventDefault();
  }

  #onPageKey(event: KeyboardEvent): void {
    const isFind =
      event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (isFind) this.#focusField();
    else if (event.key === 'F3') this.#finder?.step(event.shiftKey ? -1 : 1);
    else return;
    // The browser's own search would find nothing in what is out of sight.
    event.preventDefault();
  }

  #clear(): void {
    this.#find('');
    // The control takes over a new value a frame later.
    const input = this.#field()?.control;
    if (input) input.value = '';
  }

  #focusField(): void {
    this.#field()?.focus();
    this.#field()?.control?.select();
  }

  #field(): (HTMLElement & { control?: HTMLInputElement }) | null {
    return this.renderRoot.querySelector('jp-text-field');
  }
}

function statusOf({ place, total, isComplete }: LogFinder): string {
  if (!isComplete) return words.searching;
  return place === null ? words.hits(total) : words.hitOf(place, total);
}

customElements.define('tm-log-search', TmLogSearch);

declare global {
  interface HTMLElementTagNameMap {
    'tm-log-search': TmLogSearch;
  }
}
