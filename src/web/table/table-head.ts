import { html, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { tableTexts as words } from '../texts/table.ts';
import { type ColumnName, columnNames, nextOrder, type SortOrder } from './instance-sort.ts';

const numbers: readonly ColumnName[] = ['cpu', 'memory', 'viewers'];

/** The heads of all columns, each of which sorts by it; `onOrder` hears of the order that was chosen. */
export function renderHeads(order: SortOrder, onOrder: (order: SortOrder) => void): TemplateResult[] {
  return columnNames.map((column) => renderHead(column, order, onOrder));
}

function renderHead(column: ColumnName, order: SortOrder, onOrder: (order: SortOrder) => void): TemplateResult {
  const look = `${column} ${numbers.includes(column) ? 'number' : ''}`;
  const choose = () => onOrder(nextOrder(order, column));
  const button = html`<button type="button" class="sort" data-testid=${`sort-${column}`} @click=${choose}>${words.columns[column]}${icon('chevron')}</button>`;
  if (order.column !== column) return html`<th scope="col" class=${look}>${button}</th>`;
  return html`<th scope="col" class=${look} aria-sort=${order.descending ? 'descending' : 'ascending'}>${button}</th>`;
}
