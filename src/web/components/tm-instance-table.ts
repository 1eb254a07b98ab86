import { html, LitElement, type PropertyValues } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { icon } from '../icons.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { listStyles } from '../styles/list.ts';
import { sharedStyles } from '../styles/shared.ts';
import { renderRow } from '../table/instance-row.ts';
import {
  type ColumnName,
  columnNames,
  firstOrder,
  nextOrder,
  type SortOrder,
  sortInstances,
} from '../table/instance-sort.ts';
import { canRemove, canStop } from '../table/many-actions.ts';
import { recallPageSize, rememberPageSize } from '../table/remembered-view.ts';
import { type PageSize, rowPage } from '../table/row-page.ts';
import { RowSelection } from '../table/row-selection.ts';
import { tableStyles } from '../table/table-styles.ts';
import { tableTexts as words } from '../table/texts.ts';
import './tm-pager.ts';
import './tm-selection-bar.ts';

const numbers: readonly ColumnName[] = ['cpu', 'memory', 'viewers'];

/**
 * The instances as rows: sorted by any column, a page at a time; those that are ticked can be stopped or removed together. The up and
 * down keys move between the boxes, Shift with a click or a key takes a range, Escape clears. Emits "clear-filters".
 */
export class TmInstanceTable extends LitElement {
  static override properties = {
    instances: { attribute: false },
    actions: { attribute: false },
    freshId: { attribute: false },
    order: { state: true },
    page: { state: true },
    size: { state: true },
    selection: { state: true },
    progress: { state: true },
  };
  /** Those that the filter lets through. */
  declare instances: readonly Instance[];
  declare actions: Actions;
  /** The one that was just launched, or null. */
  declare freshId: string | null;
  declare order: SortOrder;
  declare page: number;
  declare size: PageSize;
  declare selection: RowSelection;
  /** How far the stopping of several is; null: nothing is under way. */
  declare progress: { done: number; total: number } | null;
  #sorted: Instance[] = [];

  static override styles = [sharedStyles, nativeButtonStyles, listStyles, tableStyles];

  constructor() {
    super();
    this.instances = [];
    this.freshId = null;
    this.order = firstOrder;
    this.page = 0;
    this.size = recallPageSize();
    this.selection = new RowSelection();
    this.progress = null;
  }

  /** Where the focus goes when the row that had it is gone. */
  focusHeading(): void {
    this.renderRoot.querySelector('h2')?.focus();
  }

  /** Turns to the page that has an instance, and brings its row into view. */
  async showInstance(id: string): Promise<void> {
    const index = this.#sorted.findIndex((instance) => instance.id === id);
    if (index < 0) return;
    this.page = Math.floor(index / this.size);
    await this.updateComplete;
    this.#row(id)?.scrollIntoView({ block: 'nearest' });
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('instances') || changed.has('order')) this.#sorted = sortInstances(this.instances, this.order);
    // What is not shown is not acted on: neither what is gone nor what the filter keeps away.
    if (changed.has('instances')) this.selection = this.selection.among(new Set(this.instances.map(({ id }) => id)));
  }

  override render() {
    const shown = rowPage(this.#sorted, this.page, this.size);
    return html`<section aria-labelledby="heading" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      <div class="list-head"><h2 id="heading" tabindex="-1">${words.heading}<span class="count muted">${this.instances.length}</span></h2></div>
      ${this.#renderSelection()}
      <div class="frame">
        <table aria-labelledby="heading">
          <thead><tr>${this.#renderTickAll()}${columnNames.map((column) => this.#renderHead(column))}<th scope="col" class="actions"><span class="spoken">${words.actions}</span></th></tr></thead>
          <tbody>${repeat(
            shown.rows,
            ({ id }) => id,
            (instance) => this.#renderRow(instance),
          )}</tbody>
        </table>
        ${shown.rows.length === 0 ? this.#renderNone() : ''}
      </div>
      <tm-pager
        .shown=${shown}
        .total=${this.instances.length}
        .size=${this.size}
        @page=${(event: CustomEvent<number>) => {
          this.page = event.detail;
        }}
        @size=${(event: CustomEvent<PageSize>) => this.#resize(event.detail, shown.first)}
      ></tm-pager>
    </section>`;
  }

  /** Only a row that changed is drawn again. */
  #renderRow(instance: Instance) {
    const isSelected = this.selection.ids.has(instance.id);
    const isFresh = instance.id === this.freshId;
    return guard([instance, isSelected, isFresh, this.actions], () =>
      renderRow(instance, { actions: this.actions, isSelected, isFresh, onTick: this.#onTick }),
    );
  }

  #renderHead(column: ColumnName) {
    const { order } = this;
    const isNumber = numbers.includes(column);
    const direction = order.descending ? 'descending' : 'ascending';
    const button = html`<button type="button" class="sort" data-testid=${`sort-${column}`} @click=${() => {
      this.order = nextOrder(order, column);
    }}>${words.columns[column]}${icon('chevron')}</button>`;
    if (order.column !== column)
      return html`<th scope="col" class="${column} ${isNumber ? 'number' : ''}">${button}</th>`;
    return html`<th scope="col" class="${column} ${isNumber ? 'number' : ''}" aria-sort=${direction}>${button}</th>`;
  }

  #renderTickAll() {
    const { size } = this.selection.ids;
    const all = this.instances.length;
    return html`<td class="tick"><label><input
      type="checkbox"
      data-testid="tick-all"
      aria-label=${words.selectAll(all)}
      ?disabled=${all === 0}
      .checked=${size > 0 && size === all}
      .indeterminate=${size > 0 && size < all}
      @change=${() => {
        this.selection = new RowSelection(size === all ? [] : this.instances.map(({ id }) => id));
      }}
    ></label></td>`;
  }

  #renderSelection() {
    const selected = this.#selected();
    return html`<tm-selection-bar
      .count=${selected.length}
      .stoppable=${selected.filter(canStop).length}
      .removable=${selected.filter(canRemove).length}
      .progress=${this.progress}
      @stop=${() => void this.#stop()}
      @remove=${() => this.actions.many.remove(this.#selected())}
      @clear=${() => this.#clear()}
    ></tm-selection-bar>`;
  }

  #renderNone() {
    return html`<div class="none" data-testid="no-match">
      <span>${words.noMatch}</span>
      <button type="button" class="button neutral" data-testid="clear-filters" @click=${() => this.dispatchEvent(new CustomEvent('clear-filters'))}>${words.clearFilters}</button>
    </div>`;
  }

  readonly #onTick = (id: string, ticked: boolean, range: boolean): void => {
    const order = this.#sorted.map((instance) => instance.id);
    this.selection = this.selection.set(id, ticked, range, order);
  };

  #selected(): Instance[] {
    return this.#sorted.filter(({ id }) => this.selection.ids.has(id));
  }

  async #stop(): Promise<void> {
    if (this.progress !== null) return;
    const stopped = await this.actions.many.stop(this.#selected(), (done, total) => {
      this.progress = { done, total };
    });
    this.progress = null;
    // Those that could not be stopped stay ticked, to try again.
    const left = new Set(this.selection.ids);
    for (const id of stopped) left.delete(id);
    this.selection = this.selection.among(left);
  }

  #clear(): void {
    this.selection = new RowSelection();
    this.focusHeading();
  }

  /** The first row that was shown stays on the page. */
  #resize(size: PageSize, first: number): void {
    this.page = Math.floor(Math.max(0, first - 1) / size);
    this.size = size;
    rememberPageSize(size);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.selection.ids.size > 0) {
      this.selection = new RowSelection();
      event.preventDefault();
      return;
    }
    const box = event.target as HTMLElement;
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || !box.matches('tbody .tick input')) return;
    const row = box.closest('tr');
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    const nextBox = next?.querySelector<HTMLInputElement>('.tick input');
    if (!nextBox) return;
    event.preventDefault();
    nextBox.focus();
    if (!event.shiftKey) return;
    for (const each of [row, next]) this.#onTick(String((each as HTMLElement).dataset.id), true, false);
  }

  #row(id: string): Element | null {
    return this.renderRoot.querySelector(`tr[data-id=${JSON.stringify(id)}]`);
  }
}

customElements.define('tm-instance-table', TmInstanceTable);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-table': TmInstanceTable;
  }
}
