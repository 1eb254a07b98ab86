import { recall, remember } from '../remembered.ts';
import { type PageSize, pageSizes } from './row-page.ts';

/** How instances are shown. */
export type InstanceView = 'cards' | 'table';

const viewKey = 'trame-manager:instances-view';
const sizeKey = 'trame-manager:instances-rows';

/** As chosen last in this browser. */
export function recallView(): InstanceView {
  return recall(viewKey) === 'table' ? 'table' : 'cards';
}

export function rememberView(view: InstanceView): void {
  remember(viewKey, view);
}

/** Rows per page, as chosen last in this browser. */
export function recallPageSize(): PageSize {
  const remembered = Number(recall(sizeKey));
  return pageSizes.find((size) => size === remembered) ?? pageSizes[0];
}

export function rememberPageSize(size: PageSize): void {
  remember(sizeKey, String(size));
}
