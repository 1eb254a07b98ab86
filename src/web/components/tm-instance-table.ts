import { html, LitElement, type PropertyValues } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { focusedElement } from '../focused-element.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { listStyles } from '../styles/list.ts';
import { sharedStyles } from '../styles/shared.ts';
import { renderRow } from '../table/instance-row.ts';
import { firstOrder, type SortOrder, sortInstances } from '../table/instance-sort.ts';
import { canRemove, canStop } from '../table/many-actions.ts';
import { recallPageSize, rememberPageSize } from '../table/remembered-view.ts';
import { readRowKey } from '../table/row-keys.ts';
import { type PageSize, rowPage } from '../table/row-page.ts';
import { RowSelection } from '../table/row-selection.ts';
import { renderHeads } from '../table/table-head.ts';
import { tableStyles } from '../table/table-styles.ts';
import { numeral } from '../texts/counted.ts';
import { tableTexts as words } from '../texts/table.ts';
import './tm-pager.ts';
import './tm-selection-bar.ts';

/**
 * The instances as rows: sorted by any column, a page at a time; those that are ticked can be stopped or removed together. The up and
 * down keys move between the boxes, Shift with a click or a key takes a range, Escape clears, F2 renames. Emits "clear-filters".
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
    renaming: { state: true },
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
  /** The one whose name is a field, or null. */
  declare renaming: string | null;
  /** Where the focus was before that. */
  #renamedFrom: HTMLElement | null = null;
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
    this.renaming = null;
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
      <div class="list-head"><h2 id="heading" tabindex="-1">${words.heading}<span class="count muted">${numeral(this.instances.length)}</span></h2></div>
      ${this.#renderSelection()}
      <div class="frame">
        <table aria-labelledby="heading">
          <thead><tr>${this.#renderTickAll()}${renderHeads(this.order, this.#onOrder)}<th scope="col" class="actions"><span class="spoken">${words.actions}</span></th></tr></thead>
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
          this.renaming = null;
        }}
        @size=${(event: CustomEvent<PageSize>) => this.#resize(event.detail, shown.first)}
      ></tm-pager>
    </section>`;
  }

  /** Only a row that changed is drawn again. */
  #renderRow(instance: Instance) {
    const isSelected = this.selection.ids.has(instance.id);
    const isFresh = instance.id === this.freshId;
    const isRenaming = instance.id === this.renaming;
    return guard([instance, isSelected, isFresh, isRenaming, this.actions], () =>
      renderRow(instance, { ...this.#rowActions, actions: this.actions, isSelected, isFresh, isRenaming }),
    );
  }

  readonly #onOrder = (order: SortOrder): void => {
    this.order = order;
  };

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

  readonly #rowActions = {
    onTick: this.#onTick,
    onRename: (id: string) => {
      if (id === this.renaming) return;
      this.#renamedFrom = focusedElement();
      this.renaming = id;
    },
    onNameLeft: () => this.#renamedFrom?.focus(),
    onNameDone: () => {
      this.renaming = null;
    },
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
    const read = readRowKey(event);
    if (read === null || (read.action === 'clear' && this.selection.ids.size === 0)) return;
    event.preventDefault();
    if (read.action === 'clear') this.selection = new RowSelection();
    else if (read.action === 'rename') this.#rowActions.onRename(read.id);
    else {
      read.box.focus();
      for (const id of read.ids) this.#onTick(id, true, false);
    }
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
