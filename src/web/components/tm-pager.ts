import { css, html, LitElement } from 'lit';
import { icon } from '../icons.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { selectStyles, sharedStyles } from '../styles/shared.ts';
import { type PageSize, pageSizes, type RowPage } from '../table/row-page.ts';
import { tableTexts as words } from '../texts/table.ts';

/** Which rows of a table are shown, the ways to the others, and how many on a page. Emits "page" (number) and "size" (PageSize). */
export class TmPager extends LitElement {
  static override properties = { shown: { attribute: false }, total: { type: Number }, size: { type: Number } };
  declare shown: RowPage<unknown>;
  declare total: number;
  declare size: PageSize;

  static override styles = [
    sharedStyles,
    nativeButtonStyles,
    selectStyles,
    css`
      nav {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 16px;
        padding-top: 8px;
      }
      label,
      .ways {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .back .icon {
        transform: rotate(180deg);
      }
    `,
  ];

  override render() {
    const { first, last, page, pages } = this.shown;
    return html`<nav aria-label=${words.pages}>
      <label>${words.rows}<select data-testid="page-size" @change=${(event: Event) => this.#emit('size', Number((event.target as HTMLSelectElement).value))}>
        ${pageSizes.map((size) => html`<option value=${size} ?selected=${size === this.size}>${size}</option>`)}
      </select></label>
      <div class="ways">
        <span role="status" data-testid="range">${words.range(first, last, this.total)}</span>
        <button type="button" class="button bare back" data-testid="previous-page" aria-label=${words.previous} title=${words.previous} ?disabled=${page === 0} @click=${() => this.#emit('page', page - 1)}>${icon('chevron')}</button>
        <button type="button" class="button bare" data-testid="next-page" aria-label=${words.next} title=${words.next} ?disabled=${page + 1 >= pages} @click=${() => this.#emit('page', page + 1)}>${icon('chevron')}</button>
      </div>
    </nav>`;
  }

  #emit(name: 'page' | 'size', detail: number): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('tm-pager', TmPager);

declare global {
  interface HTMLElementTagNameMap {
    'tm-pager': TmPager;
  }
}
